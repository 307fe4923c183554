import { MessageCheck, checkStreamStructs } from './check-messages.ts'
import { checkOutcomes, type OutcomeResult } from './check-outcomes.ts'
import { StructCheck } from './check-structs.ts'
import { count } from './count.ts'
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
  /** Why something that was decoded was not encoded to the same bytes, and how often. */
  readonly skipped: readonly Reason[]
  /** Why something was refused, as it must be, and how often. */
  readonly refused: readonly Reason[]
  readonly outcomes: OutcomeResult
  /** What is wrong; empty if all is well. */
  readonly failures: readonly string[]
}

interface Reason {
  readonly reason: string
  readonly count: number
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
  const skipped = new Map(structs.skipped)
  for (const [reason, more] of messages.skipped) count(skipped, reason, more)
  return {
    files: new Set(vectors.map(({ file }) => file)).size + 1,
    vectors: vectors.length,
    structsDecoded: structs.decoded,
    structsReencoded: structs.reencoded,
    decoded: messages.decoded,
    reencoded: messages.reencoded,
    skipped: reasonsOf(skipped),
    refused: reasonsOf(messages.refused),
    outcomes,
    failures: [...structs.failures, ...messages.failures, ...outcomes.failures],
  }
}

function reasonsOf(counts: ReadonlyMap<string, number>): Reason[] {
  return [...counts].map(([reason, times]) => ({ reason, count: times }))
}
