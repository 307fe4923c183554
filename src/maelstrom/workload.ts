import * as v from 'valibot'
import { type Body, describe } from './envelope.ts'
import type { Json } from './json.ts'
import { RpcError } from './rpc-error.ts'

/** An answer: its type, and what belongs to it. */
export interface Reply {
  readonly type: string
  readonly [field: string]: Json
}

/** What a workload may use. */
export interface WorkloadContext {
  /** This life of this node: a name that no other has, nor the same node after a restart. */
  readonly life: string
  /**
   * Tells every node, this one before the call returns: each one's {@link Workload.onNews} hears it once, in any order.
   */
  readonly tell: (news: Json) => void
}

/** What a node does for clients. Everything is answered at once, out of what this node knows. */
export interface Workload {
  /** @throws RpcError which is the answer then */
  request(body: Body): Reply
  /** What a node has told, this one included. What is no news of this workload is left alone. */
  onNews(news: unknown): void
}

/** Reads the fields of a request. @throws RpcError 12, naming the first that is wrong */
export function fieldsOf<T extends v.GenericSchema>(schema: T, body: Body): v.InferOutput<T> {
  const read = v.safeParse(schema, body)
  if (read.success) return read.output
  throw new RpcError('malformed-request', describe(read.issues[0]))
}

/** There is no such request. */
export function notSupported({ type }: Body): RpcError {
  return new RpcError('not-supported', `there is no request of the type "${type}" in this workload`)
}

/** Any value, which must be there. */
export const anyValue: v.GenericSchema<unknown, Json> = v.custom<Json>((value) => value !== undefined, 'is missing')
