import { type Body, type Envelope, isDefinite, type WorkloadName } from '../../src/maelstrom/index.ts'
import { ServedNode } from './served-node.ts'

/** How a network is played. */
export interface PlayedOptions {
  readonly workload: WorkloadName
  readonly nodes: number
  /** One way between nodes, ms, drawn for each message. */
  readonly latency: () => number
  /** Further arguments of the command. */
  readonly args?: readonly string[]
}

/** A request was answered with an error, or not at all. */
export class CallError extends Error {
  /** Whether the operation surely did not happen. */
  readonly isDefinite: boolean

  constructor(code: number, text: string) {
    super(`error ${code}: ${text}`)
    this.name = 'CallError'
    this.isDefinite = isDefinite(code)
  }
}

interface Pending {
  readonly began: number
  readonly resolve: (body: Body) => void
  readonly reject: (error: CallError) => void
  readonly timer: NodeJS.Timeout
}

/** Maelstrom's default for client requests is 5 s. */
const CALL_LIMIT_MS = 5000
/** Processes that start side by side may take long. */
const INIT_LIMIT_MS = 60_000
const CLIENT = 'c1'

/** Maelstrom's network, played for real processes: ways take time, cuts swallow messages, messages are counted. */
export class PlayedNetwork {
  readonly nodes: readonly ServedNode[]
  readonly #latency: () => number
  readonly #pending = new Map<number, Pending>()
  readonly #places: ReadonlyMap<string, number>
  #lastId = 0
  #cut: ReadonlySet<number> | undefined
  #messages = 0
  /** How long answers to clients took, ms. */
  readonly answerMs: number[] = []

  private constructor({ workload, nodes, latency, args = [] }: PlayedOptions) {
    this.#latency = latency
    const names = Array.from({ length: nodes }, (_, i) => `n${i}`)
    this.#places = new Map(names.map((name, i) => [name, i]))
    this.nodes = names.map((name) => new ServedNode(name, workload, args, (message) => this.#onMessage(message)))
  }

  /** Starts the processes, tells each who there is, and waits until all have answered. */
  static async start(options: PlayedOptions): Promise<PlayedNetwork> {
    const network = new PlayedNetwork(options)
    const node_ids = network.nodes.map(({ name }) => name)
    const init = (node_id: string, i: number): Promise<Body> =>
      network.call(i, { type: 'init', node_id, node_ids }, INIT_LIMIT_MS)
    try {
      await Promise.all(node_ids.map(init))
    } catch (error) {
      await network.stop()
      throw error
    }
    return network
  }

  /** Messages that nodes have sent to nodes. */
  get messages(): number {
    return this.#messages
  }

  /** What a client asks of a node; without a way to go. @throws CallError */
  call(node: number, request: Body, limitMs: number = CALL_LIMIT_MS): Promise<Body> {
    const msg_id = ++this.#lastId
    const began = performance.now()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(msg_id, new CallError(0, `no answer in ${limitMs} ms`)), limitMs)
      this.#pending.set(msg_id, { began, resolve, reject, timer })
      this.nodes[node]?.send({ src: CLIENT, dest: undefined, body: { ...request, msg_id } })
    })
  }

  /** Nothing passes any more between these nodes and the others, until {@link heal}. */
  cut(nodes: Iterable<number>): void {
    this.#cut = new Set(nodes)
  }

  heal(): void {
    this.#cut = undefined
  }

  /** Ends all processes. @returns what was wrong with them */
  async stop(): Promise<string[]> {
    const early = this.nodes.filter(({ exitCode }) => exitCode !== null)
    await Promise.all(this.nodes.map((node) => node.stop()))
    for (const { timer } of this.#pending.values()) clearTimeout(timer)
    const wrong = early.map(({ name, exitCode, complaints }) => `${name} ended early (${exitCode}): ${complaints}`)
    for (const { name, exitCode, strayLines, complaints } of this.nodes) {
      if (exitCode !== 0) wrong.push(`${name} ended with ${exitCode}: ${complaints}`)
      if (complaints !== '') wrong.push(`${name} complained: ${complaints}`)
      for (const line of strayLines) wrong.push(`${name} wrote what is no message: ${line.slice(0, 200)}`)
    }
    return wrong
  }

  #onMessage(message: Envelope): void {
    const to = this.#places.get(message.dest ?? '')
    if (to === undefined) return this.#onAnswer(message.body)
    this.#messages++
    const from = this.#places.get(message.src ?? '') ?? -1
    setTimeout(() => this.#arrive(from, to, message), this.#latency())
  }

  /** A cut swallows what would arrive while it lasts, as Maelstrom's does. */
  #arrive(from: number, to: number, message: Envelope): void {
    if (this.#cut === undefined || this.#cut.has(from) === this.#cut.has(to)) this.nodes[to]?.send(message)
  }

  #onAnswer(body: Body): void {
    const id = body.in_reply_to ?? -1
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    this.answerMs.push(performance.now() - pending.began)
    if (body.type === 'error') return this.#fail(id, new CallError(Number(body['code']), JSON.stringify(body['text'])))
    clearTimeout(pending.timer)
    this.#pending.delete(id)
    pending.resolve(body)
  }

  #fail(id: number, error: CallError): void {
    const pending = this.#pending.get(id)
    clearTimeout(pending?.timer)
    this.#pending.delete(id)
    pending?.reject(error)
  }
}
