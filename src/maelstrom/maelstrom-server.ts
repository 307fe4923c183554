import * as v from 'valibot'
import type { Env, PeerId } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import type { Message } from '../core/message.ts'
import { type Body, type Envelope, readEnvelope, type Unreadable, writeEnvelope } from './envelope.ts'
import { MaelstromNode } from './maelstrom-node.ts'
import { type NodeOptions, nodeOptions } from './options.ts'
import { readPeerMessage, writePeerMessage } from './peer-wire.ts'
import { RpcError } from './rpc-error.ts'
import { fieldsOf } from './workload.ts'
import type { WorkloadName } from './workloads/index.ts'

/** Nodes of one test at most: everybody knows everybody. Our choice. */
const MOST_NODES = 1000

const nodeId = v.pipe(v.string(), v.minLength(1), v.maxLength(256))
const initRequest = v.pipe(
  v.object({ node_id: nodeId, node_ids: v.pipe(v.array(nodeId), v.minLength(1), v.maxLength(MOST_NODES)) }),
  v.check(({ node_id, node_ids }) => node_ids.includes(node_id), 'node_id is not among node_ids'),
  v.check(({ node_ids }) => new Set(node_ids).size === node_ids.length, 'node_ids has a name twice'),
)

/** What node and world say to one another. */
export interface Surroundings {
  /** Makes the node's environment: it is told how to send, and must call {@link MaelstromServer.onTimer}. */
  environment(self: PeerId, send: (to: PeerId, message: Message) => void): Env
  /** Writes a line to standard output. */
  write(line: string): void
  /** Tells people what was wrong with a line. */
  complain(text: string): void
}

/** A node, its name and everybody's. */
interface Running {
  readonly name: string
  readonly names: readonly string[]
  readonly node: MaelstromNode
}

/**
 * Speaks Maelstrom's protocol (its doc/protocol.md): one JSON object a line, requests of clients answered, news of nodes
 * passed on in messages of the type `gossip`. What cannot be read is answered with an error where that can be, and never
 * ends the node.
 */
export class MaelstromServer {
  readonly #workload: WorkloadName
  readonly #options: NodeOptions
  readonly #surroundings: Surroundings
  #running: Running | undefined

  /** @throws OptionError */
  constructor(workload: WorkloadName, surroundings: Surroundings, options: Partial<NodeOptions> = {}) {
    this.#workload = workload
    this.#surroundings = surroundings
    this.#options = nodeOptions(options)
  }

  /** A line has come. */
  onLine(line: string): void {
    const read = readEnvelope(line)
    if ('reason' in read) this.#onUnreadable(read)
    else this.#onMessage(read)
  }

  onTimer(kind: number, key: number): void {
    this.#running?.node.onTimer(kind, key)
  }

  onEvent(event: Event): void {
    this.#running?.node.onEvent(event)
  }

  #onUnreadable({ reason, answerTo }: Unreadable): void {
    this.#surroundings.complain(`a line that is no message: ${reason}`)
    if (answerTo === undefined) return
    const { src, dest, msgId } = answerTo
    this.#answer(src, dest, msgId, errorBody(new RpcError('malformed-request', reason)))
  }

  #onMessage({ src, dest, body }: Envelope): void {
    if (src === undefined || body.in_reply_to !== undefined) return // this node asks nobody
    if (body.type === 'gossip') return this.#onGossip(src, body['message'])
    const reply = this.#reply(body)
    if (body.msg_id !== undefined) this.#answer(src, dest, body.msg_id, reply)
  }

  #reply(body: Body): Body {
    try {
      if (body.type === 'init') return this.#init(body)
      if (this.#running === undefined)
        throw new RpcError('temporarily-unavailable', 'this node has not been initialized')
      return this.#running.node.request(body)
    } catch (error) {
      return errorBody(error)
    }
  }

  #init(body: Body): Body {
    const { node_id: name, node_ids } = fieldsOf(initRequest, body)
    if (this.#running !== undefined) throw new RpcError('precondition-failed', 'this node was initialized before')
    const names = node_ids.toSorted()
    const self = names.indexOf(name) as PeerId
    const env = this.#surroundings.environment(self, (to, message) => this.#sendToPeer(to, message))
    const node = new MaelstromNode(env, names, this.#workload, this.#options)
    this.#running = { name, names, node }
    node.start()
    return { type: 'init_ok' }
  }

  #onGossip(src: string, json: unknown): void {
    const from = this.#running?.names.indexOf(src) ?? -1
    const message = readPeerMessage(json)
    if (from === -1 || message === undefined) this.#surroundings.complain(`gossip of ${src} that cannot be read`)
    else this.#running?.node.onMessage(from as PeerId, message)
  }

  #sendToPeer(to: PeerId, message: Message): void {
    const { name, names } = this.#running as Running
    const [src, dest] = [JSON.stringify(name), JSON.stringify(names[to])]
    const body = `{"type":"gossip","message":${writePeerMessage(message)}}`
    this.#surroundings.write(`{"src":${src},"dest":${dest},"body":${body}}`)
  }

  #answer(src: string, dest: string | undefined, msgId: number, reply: Body): void {
    const name = this.#running?.name ?? dest
    if (name !== undefined) this.#surroundings.write(writeEnvelope(name, src, { ...reply, in_reply_to: msgId }))
  }
}

/** What is none of Maelstrom's errors is a mistake of ours: it may have happened in the middle of the request. */
function errorBody(error: unknown): Body {
  if (error instanceof RpcError) return { type: 'error', code: error.code, text: error.message }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return errorBody(new RpcError('crash', text))
}
