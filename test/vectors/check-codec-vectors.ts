import { MessageCheck, checkStreamStructs } from './check-messages.ts'
import { checkOutcomes, type OutcomeResult } from './check-outcomes.ts'
import { StructCheck } from './check-structs.ts'
import { loadVectors } from './vector-files.ts'

/** What the check of all vectors found. */
export interface VectorResult {
  /** Files that hold bytes of the wire, accept-reject.json included. */
  readonly files: number
  readonly vectors: number
  /** Structs and layers that decode to what the files say. */
  readonly structsDecoded: number
  /** Those of them that encode to the same bytes again. */
  readonly structsReencoded: number
  /** Whole datagrams and streams that decode. */
  readonly decoded: number
  /** Those of them that encode to the same bytes again. */
  readonly reencoded: number
  /** Why something was not encoded to the same bytes, and how often. */
  readonly skipped: readonly { readonly reason: string; readonly count: number }[]
  readonly outcomes: OutcomeResult
  /** What is wrong; empty if all is well. */
  readonly failures: readonly string[]
}

/** Checks the codec against everything that the real programs were recorded to send, and what they accept. */
export function checkCodecVectors(): VectorResult {
  const vectors = loadVectors()
  const structs = new StructCheck()
  const messages = new MessageCheck()
  for (const vector of vectors) {
    structs.check(vector)
    if (vector.channel === 'tcp') checkStreamStructs(vector, structs)
    messages.check(vector)
  }
  const outcomes = checkOutcomes()
  const reasons = new Map(structs.skipped)
  for (const [reason, count] of messages.skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  const skipped = [...reasons].map(([reason, count]) => ({ reason, count }))
  return {
    files: new Set(vectors.map(({ file }) => file)).size + 1,
    vectors: vectors.length,
    structsDecoded: structs.decoded,
    structsReencoded: structs.reencoded,
    decoded: messages.decoded,
    reencoded: messages.reencoded,
    skipped,
    outcomes,
    failures: [...structs.failures, ...messages.failures, ...outcomes.failures],
  }
}
