import type { NodeOptions } from '../node/api.ts'
import { createNode } from '../node/create-node.ts'
import { HearsayError } from '../node/errors.ts'
import type { HearsayNode } from '../node/hearsay-node.ts'
import { DEFAULT_HTTP_ADDRESS } from './http/default-address.ts'
import { HttpServer } from './http/http-server.ts'
import { type InfoAnswer, SCHEMA } from './http/shapes.ts'
import { logEvents } from './log/log-events.ts'
import { VERSION } from './version.ts'

/** How to make an agent: a node's options, and where it answers. */
export interface AgentOptions extends NodeOptions {
  /** "host:port" for HTTP, port 0 takes a free one; false for none. Default "127.0.0.1:8500". */
  readonly http?: string | false
}

/** A node with its interfaces for operators and other programs. */
export class Agent implements AsyncDisposable {
  readonly node: HearsayNode
  /** Resolves when the agent has ended, whoever ended it. */
  readonly ended: Promise<void>
  readonly #options: AgentOptions
  readonly #http: HttpServer | undefined
  readonly #startedAt: number = performance.now()
  readonly #stopLog = new AbortController()
  #markEnded: () => void = () => {}
  #closing: Promise<void> | undefined
  #leaving: Promise<void> | undefined

  /** @internal use createAgent */
  constructor(options: AgentOptions, node: HearsayNode) {
    this.#options = options
    this.node = node
    this.ended = new Promise((resolve) => {
      this.#markEnded = resolve
    })
    const target = { node, info: () => this.info(), leave: () => this.#leaveThenEnd() }
    this.#http = options.http === false ? undefined : new HttpServer(target)
    if (options.logger !== undefined) logEvents(node, options.logger, this.#stopLog.signal)
    void this.#endWithNode()
  }

  /** @internal */
  async listen(): Promise<void> {
    const { http = DEFAULT_HTTP_ADDRESS, insecure = false } = this.#options
    if (http !== false) await this.#http?.listen(http, insecure)
  }

  /** Where the agent answers over HTTP, "host:port"; undefined if it does not. */
  get httpAddress(): string | undefined {
    return this.#http?.address
  }

  /** What the agent is, and how it does. */
  info(): InfoAnswer {
    const { profile = 'lan', dialect = 'serf', key, label } = this.#options
    return {
      schema: SCHEMA,
      name: this.node.name,
      address: this.node.address,
      http: this.httpAddress ?? 'off',
      version: VERSION,
      pid: process.pid,
      uptimeMs: Math.round(performance.now() - this.#startedAt),
      profile,
      dialect,
      encrypted: key !== undefined,
      label: label ?? null,
      tags: this.node.tags,
      stats: this.node.stats(),
    }
  }

  /** Leaves the cluster on purpose, then ends. */
  leave(): Promise<void> {
    this.#leaving ??= this.node.leave()
    return this.#leaving.then(() => this.close())
  }

  /** Ends at once, without a word to the cluster. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Leaves and ends. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.leave()
  }

  /** For a request: its answer must be out before the server closes. */
  async #leaveThenEnd(): Promise<void> {
    this.#leaving ??= this.node.leave()
    await this.#leaving
    setTimeout(() => void this.close(), ANSWER_MS)
  }

  /** Somebody may close the node itself, or abort it. When the agent leaves, its end comes once the answer is out. */
  async #endWithNode(): Promise<void> {
    await this.node.events({ types: [] }).next() // a stream of nothing, which ends with the node
    if (this.#leaving === undefined) await this.close()
  }

  async #close(): Promise<void> {
    await Promise.all([this.#http?.close(), this.node.close()])
    this.#stopLog.abort()
    this.#markEnded()
  }
}

/** How long an answer may take to go out, ms. */
const ANSWER_MS = 50

/**
 * Starts an agent. Resolves once it has bound its ports.
 * @throws what createNode throws; HearsayError ERR_BAD_ADDRESS, ERR_INSECURE_BIND or ERR_PORT_IN_USE for HTTP, and
 *   ERR_ABORTED if the signal came before it was done
 */
export async function createAgent(options: AgentOptions = {}): Promise<Agent> {
  const { http: _http, ...nodeOptions } = options
  const node = await createNode(nodeOptions)
  const agent = new Agent(options, node)
  try {
    await agent.listen()
  } catch (error) {
    await agent.close()
    throw error
  }
  if (options.signal?.aborted === true) {
    await agent.close()
    throw new HearsayError('ERR_ABORTED', 'the agent was aborted while it began')
  }
  return agent
}
