import { setTimeout as sleep } from 'node:timers/promises'
import { below, Rng, unit } from '../../src/base/rng.ts'
import { openNode } from '../../src/node/create-node.ts'
import type { HearsayNode } from '../../src/node/hearsay-node.ts'
import type { TopicMessage } from '../../src/node/topic-api.ts'
import { waitUntil } from '../support/wait-until.ts'

/** How hard to try a cluster. */
export interface LossyChurnPlan {
  readonly nodes: number
  /** Nodes that come and go; the others stay. */
  readonly churning: number
  /** Between a node's end and the next one's start, or the other way round, ms. */
  readonly churnMs: number
  readonly seconds: number
  /** Messages a second, of all nodes together. */
  readonly rate: number
  /** Share of packets that get lost: datagrams and what links carry alike. */
  readonly loss: number
  readonly seed: number
}

/** What came of it. */
export interface LossyChurnResult {
  readonly starts: number
  readonly ends: number
  /** Messages whose author lived on for a while. */
  readonly published: number
  /** Messages of authors that ended right after. */
  readonly lastWords: number
  /** Deliveries of the former to nodes that stayed that did not happen. */
  readonly missing: number
  /** Deliveries to nodes that stayed, of all messages. */
  readonly deliveries: number
  /** Deliveries of what had been delivered. */
  readonly twice: number
  /** Gaps that were told to nodes that stayed. */
  readonly gaps: number
  /** Packets that were lost on purpose. */
  readonly lostPackets: number
  readonly repaired: number
  /** Copies that came, for each first one. */
  readonly copies: number
  /** Bytes sent, of everything, for each delivery to any node. */
  readonly bytesPerDelivery: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly longestMs: number
}

/** An author that lives on so long, ms, has been heard by somebody. */
const HEARD_MS = 2000
const SETTLE_MS = 30_000
const TOPIC = 'churn'

/** Real nodes on loopback that publish while packets get lost and nodes come and go. */
export async function runLossyChurn(
  plan: LossyChurnPlan,
  progress: (text: string) => void,
  signal?: AbortSignal,
): Promise<LossyChurnResult> {
  const cluster = new LossyCluster(plan)
  try {
    progress(`starting ${plan.nodes} nodes`)
    await cluster.open()
    progress('losing packets, ending and starting nodes')
    await cluster.live(signal)
    progress('waiting for what is still missing')
    await cluster.settle()
    return cluster.result()
  } finally {
    await cluster.close()
  }
}

/** A message on its way. */
interface Sending {
  readonly author: HearsayNode
  readonly at: number
}

/** What a node that stays has been given. */
interface Reader {
  readonly node: HearsayNode
  readonly given: Set<string>
}

class LossyCluster {
  readonly #plan: LossyChurnPlan
  readonly #rng: Rng
  readonly #open: HearsayNode[] = []
  readonly #readers: Reader[] = []
  readonly #sendings = new Map<string, Sending>()
  readonly #endedAt = new Map<HearsayNode, number>()
  readonly #latencies: number[] = []
  #isLossy = false
  #named = 0
  #starts = 0
  #twice = 0
  #gaps = 0
  #lostPackets = 0
  #deliveries = 0
  #totals = { copies: 0, first: 0, repaired: 0, bytes: 0 }

  constructor(plan: LossyChurnPlan) {
    this.#plan = plan
    this.#rng = new Rng(plan.seed)
  }

  async open(): Promise<void> {
    for (let i = 0; i < this.#plan.nodes; i++) await this.#start(i < this.#plan.nodes - this.#plan.churning)
    const isWhole = (): boolean => this.#open.every((node) => node.members().length === this.#plan.nodes)
    await waitUntil('all know all', isWhole, { limitMs: 30_000 })
    await Promise.all(this.#readers.map(({ node }) => node.topic(TOPIC).ready({ minPeers: 2 })))
  }

  async live(signal?: AbortSignal): Promise<void> {
    this.#isLossy = true
    const until = performance.now() + 1000 * this.#plan.seconds
    await Promise.all([this.#publishUntil(until, signal), this.#churnUntil(until, signal)])
  }

  /** The loss goes on. */
  async settle(): Promise<void> {
    await waitUntil('nothing is missing', () => this.#missing() === 0, { limitMs: SETTLE_MS, everyMs: 200 }).catch(
      () => {}, // the result says what is
    )
  }

  result(): LossyChurnResult {
    for (const node of this.#open) this.#count(node)
    const sorted = this.#latencies.toSorted((a, b) => a - b)
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
    const { copies, first, repaired, bytes } = this.#totals
    const heard = this.#heard().length
    return {
      starts: this.#starts,
      ends: this.#endedAt.size,
      published: heard,
      lastWords: this.#sendings.size - heard,
      missing: this.#missing(),
      deliveries: this.#deliveries,
      twice: this.#twice,
      gaps: this.#gaps,
      lostPackets: this.#lostPackets,
      repaired,
      copies: copies / first,
      bytesPerDelivery: bytes / first,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      longestMs: at(1),
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((node) => node.close()))
  }

  async #publishUntil(until: number, signal?: AbortSignal): Promise<void> {
    for (let i = 0; performance.now() < until; i++) {
      signal?.throwIfAborted()
      const author = this.#open[below(() => this.#rng.next(), this.#open.length)] as HearsayNode
      const { id } = await author.topic(TOPIC).publish(`message ${i} `.padEnd(100, '.'))
      this.#sendings.set(id, { author, at: performance.now() })
      await sleep(1000 / this.#plan.rate)
    }
  }

  /** Ends one of the nodes that come and go without a word, and starts another one, in turn. */
  async #churnUntil(until: number, signal?: AbortSignal): Promise<void> {
    for (let isEnd = true; performance.now() < until; isEnd = !isEnd) {
      signal?.throwIfAborted()
      await sleep(this.#plan.churnMs)
      if (isEnd) await this.#end()
      else await this.#start(false)
    }
  }

  async #start(stays: boolean): Promise<void> {
    const name = `n${this.#named++}`
    const join = this.#readers.slice(0, 3).map(({ node }) => node.address)
    const node = await openNode({ name, bind: '127.0.0.1:0', join }, (_other, direction) => this.#passes(direction))
    this.#starts++
    this.#open.push(node)
    if (stays) this.#read(node)
    else node.topic(TOPIC)
  }

  async #end(): Promise<void> {
    const first = this.#plan.nodes - this.#plan.churning
    const [node] = this.#open.splice(first + below(() => this.#rng.next(), this.#open.length - first), 1)
    if (node === undefined) return
    this.#count(node)
    this.#endedAt.set(node, performance.now())
    await node.close()
  }

  #read(node: HearsayNode): void {
    const given = new Set<string>()
    this.#readers.push({ node, given })
    const topic = node.topic(TOPIC)
    topic.on('gap', () => this.#gaps++)
    topic.on('message', ({ id }: TopicMessage) => {
      if (given.has(id)) this.#twice++
      given.add(id)
      this.#deliveries++
      const sending = this.#sendings.get(id)
      if (sending !== undefined) this.#latencies.push(performance.now() - sending.at)
    })
  }

  /** What comes in is lost by chance; a stream that is dialled is one that TCP would bring through. */
  #passes(direction: 'in' | 'out'): boolean {
    const isLost = this.#isLossy && direction === 'in' && unit(() => this.#rng.next()) < this.#plan.loss
    if (isLost) this.#lostPackets++
    return !isLost
  }

  #heard(): [string, Sending][] {
    return [...this.#sendings].filter(([, { author, at }]) => {
      return (this.#endedAt.get(author) ?? Number.POSITIVE_INFINITY) - at >= HEARD_MS
    })
  }

  #missing(): number {
    const heard = this.#heard()
    return this.#readers.reduce((sum, { given }) => sum + heard.filter(([id]) => !given.has(id)).length, 0)
  }

  #count(node: HearsayNode): void {
    const { bytesSent, broadcasts } = node.stats()
    if (broadcasts === undefined) return
    this.#totals.bytes += bytesSent
    this.#totals.repaired += broadcasts.repaired
    this.#totals.copies += broadcasts.delivered + broadcasts.duplicates
    this.#totals.first += broadcasts.delivered
  }
}
