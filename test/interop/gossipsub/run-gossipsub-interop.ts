import { waitUntil } from '../../support/wait-until.ts'
import { HearsayHost } from './hearsay-host.ts'
import { type GossipHost, startGossipHost } from './libp2p-host.ts'

/** What came of it. */
export interface GossipSubInterop {
  /** Messages told at one node, of those of the others, and how many of these came more than once. */
  readonly nodes: readonly {
    readonly name: string
    readonly wanted: number
    readonly told: number
    readonly twice: number
  }[]
  /** Messages a second, each at two nodes. */
  readonly perSecond: number
  readonly errors: readonly string[]
  /** Copies that came to hearsay for each message told there. */
  readonly copies: number
}

const TOPIC = 'hearsay-interop'
/** Messages that are under way at the same time. */
const WINDOW = 50
const NAMES = ['hearsay', 'libp2p 1', 'libp2p 2'] as const

/** A node of hearsay and two of libp2p, all connected: hearsay sends `each` messages, and the other two together as many. */
export async function runGossipSubInterop(
  each: number,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<GossipSubInterop> {
  const trio = await Trio.start()
  try {
    await trio.form(signal)
    const began = performance.now()
    for (let sent = 0; sent < each; sent += WINDOW) {
      const batch = Math.min(WINDOW, each - sent)
      await trio.send(sent, batch)
      await trio.settled(sent + batch, signal)
      if (sent % 1000 === 0) onProgress(`${sent} of ${each} messages each way`)
    }
    const seconds = (performance.now() - began) / 1000
    return { ...trio.result(each), perSecond: (2 * each) / seconds }
  } finally {
    await trio.stop()
  }
}

class Trio {
  readonly #hearsay: HearsayHost
  readonly #others: readonly GossipHost[]
  /** By node, what it was told, by the message's text, and how often. */
  readonly #told: readonly Map<string, number>[]

  private constructor(hearsay: HearsayHost, others: readonly GossipHost[], told: readonly Map<string, number>[]) {
    this.#hearsay = hearsay
    this.#others = others
    this.#told = told
    for (const [i, { services }] of others.entries()) {
      services.pubsub.addEventListener('message', ({ detail }) => {
        if (detail.topic === TOPIC) count(told[i + 1], detail.data)
      })
      services.pubsub.subscribe(TOPIC)
    }
    hearsay.layer.subscribe(TOPIC)
  }

  static async start(): Promise<Trio> {
    const told = NAMES.map(() => new Map<string, number>())
    const hearsay = await HearsayHost.start(seedOf(1), ({ data }) => count(told[0], data))
    const others = [await startGossipHost(seedOf(2)), await startGossipHost(seedOf(3))]
    return new Trio(hearsay, others, told)
  }

  /** Connects all, and waits until each knows that the others want the topic. */
  async form(signal: AbortSignal): Promise<void> {
    const [first, second] = this.#others as [GossipHost, GossipHost]
    await first.dial(this.#hearsay.host.getMultiaddrs())
    await this.#hearsay.host.dial(second.getMultiaddrs())
    await first.dial(second.getMultiaddrs())
    const isFormed = (): boolean =>
      this.#hearsay.layer.meshOf(TOPIC).length === 2 &&
      this.#others.every(({ services }) => meshOf(services.pubsub).length === 2)
    await waitUntil('everybody is in the mesh of both others', isFormed, { limitMs: FORM_MS })
    signal.throwIfAborted()
  }

  async send(first: number, messages: number): Promise<void> {
    for (let i = first; i < first + messages; i++) {
      this.#hearsay.layer.publish(TOPIC, Buffer.from(`0 ${i}`))
      await this.#others[i % 2]?.services.pubsub.publish(TOPIC, Buffer.from(`1 ${i}`))
    }
  }

  /** Waits until everybody has what the others have sent. */
  async settled(each: number, signal: AbortSignal): Promise<void> {
    const wanted = wantedBy(each)
    const isSettled = (): boolean => this.#told.every((told, i) => told.size >= (wanted[i] as number))
    const seen = (): object => ({ told: this.#told.map(({ size }) => size), ...this.#hearsay.state })
    await waitUntil(`all are told of ${wanted.join(', ')} messages`, isSettled, {
      limitMs: SETTLE_MS,
      everyMs: 2,
      seen,
    })
    signal.throwIfAborted()
  }

  result(each: number): Omit<GossipSubInterop, 'perSecond'> {
    const wanted = wantedBy(each)
    const nodes = NAMES.map((name, i) => {
      const told = this.#told[i] as Map<string, number>
      const twice = [...told.values()].filter((times) => times > 1).length
      return { name, wanted: wanted[i] as number, told: told.size, twice }
    })
    const { messagesReceived, delivered } = this.#hearsay.layer.counters
    return { nodes, errors: this.#hearsay.errors, copies: messagesReceived / delivered }
  }

  async stop(): Promise<void> {
    await this.#hearsay.stop()
    for (const host of this.#others) await host.stop()
  }
}

/** Their interface leaves it out, their class has it. */
function meshOf(pubsub: GossipHost['services']['pubsub']): readonly string[] {
  return (pubsub as unknown as { getMeshPeers(topic: string): string[] }).getMeshPeers(TOPIC)
}

/** hearsay gets what the other two send, each of these what hearsay and the other one send. */
function wantedBy(each: number): readonly number[] {
  return [each, each + Math.floor(each / 2), each + Math.ceil(each / 2)]
}

function count(told: Map<string, number> | undefined, data: Uint8Array): void {
  const text = Buffer.from(data).toString()
  told?.set(text, (told.get(text) ?? 0) + 1)
}

function seedOf(number: number): Uint8Array {
  return new Uint8Array(32).fill(number)
}

/** Generous: a machine that is busy with other things is no failure. */
const FORM_MS = 60_000
const SETTLE_MS = 60_000
