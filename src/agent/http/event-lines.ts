import { once } from 'node:events'
import type { FastifyReply } from 'fastify'
import type { NodeEvent } from '../../node/api.ts'
import type { HearsayNode } from '../../node/hearsay-node.ts'
import { toEventLine } from './shapes.ts'

/** Sends a node's events, one JSON object a line, until the reader or the node goes. Slow readers get a `gap`. */
export async function sendLines(
  node: HearsayNode,
  reply: FastifyReply,
  types: readonly NodeEvent['type'][] | undefined,
): Promise<FastifyReply> {
  const { raw } = reply
  reply.hijack()
  raw.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  raw.flushHeaders()
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  const events = node.events({ signal: gone.signal, ...(types === undefined ? {} : { types }) })
  for await (const event of events) {
    if (!raw.write(`${JSON.stringify(toEventLine(event))}\n`)) await drained(raw, gone.signal)
  }
  raw.end()
  return reply
}

/** Until the reader takes more, or is gone. */
async function drained(raw: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
  await once(raw, 'drain', { signal }).catch(() => {})
}
