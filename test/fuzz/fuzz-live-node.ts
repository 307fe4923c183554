import { Rng } from '../../src/base/rng.ts'
import type { Sealer } from '../../src/codec/index.ts'
import { Keyring } from '../../src/node/keyring.ts'
import { waitUntil } from '../support/wait-until.ts'
import { corpus } from './corpus.ts'
import { ForgeryJudge } from './forgery.ts'
import { heapInUse } from '../support/heap.ts'
import { KILLERS, killerBoxes } from './killers.ts'
import { LiveCluster } from './live-cluster.ts'
import { LiveFlood } from './live-flood.ts'
import { mended, mutant } from './mutate.ts'

/** How much to send. */
export interface LiveFuzzPlan {
  /** Datagrams that must be received, over all targets. */
  readonly packets: number
  readonly streams: number
  readonly seed: number
}

/** What became of one target. */
export interface LiveTargetResult {
  readonly name: string
  readonly sent: number
  /** Datagrams that the target got from the flood. */
  readonly received: number
  readonly streams: number
  /** Inputs not sent: they forge a member too many, or an address where somebody may be. */
  readonly withheld: number
  /** Inputs that the codec refuses when asked beforehand. */
  readonly refused: number
  /** What the target says that it dropped. */
  readonly dropped: Readonly<Record<string, number>>
  readonly killers: number
  readonly forgedMembers: number
  readonly falseDeaths: readonly string[]
  /** Until the healthy nodes saw each other alive, ms; undefined if not within the limit. */
  readonly wholeAfterMs: number | undefined
  /** Whether an event that the target sends afterwards reaches its peers. */
  readonly isHeard: boolean
  /** Warnings of one reason and peer beyond one a minute. */
  readonly repeatedWarnings: readonly string[]
  readonly warnings: number
}

/** What became of all. */
export interface LiveFuzzResult {
  readonly targets: readonly LiveTargetResult[]
  readonly errors: readonly string[]
  /** Bytes in use after a tenth of the flood, and at its end. */
  readonly heapBefore: number
  readonly heapAfter: number
}

const SECRET = new Uint8Array(32).fill(5)
const KEYRING = new Keyring([SECRET])
const LABEL = 'prod'
const BATCH = 32
/** memberlist's label header. */
const HEADER = Uint8Array.of(0xf4, LABEL.length, ...Buffer.from(LABEL))
const WHOLE_LIMIT_MS = 30_000

interface Kind {
  readonly name: string
  readonly sealer?: Sealer
  readonly label?: string
}

const KINDS: readonly Kind[] = [
  { name: 'plain' },
  { name: 'encrypted', sealer: KEYRING },
  { name: 'labelled', label: LABEL },
]

/** Floods living nodes with mutated recordings over real sockets; they must go on as if nothing had been. */
export async function fuzzLiveNodes(plan: LiveFuzzPlan, progress: (text: string) => void): Promise<LiveFuzzResult> {
  const errors: string[] = []
  const onError = (error: unknown): void => void errors.push(String(error))
  process.on('uncaughtExceptionMonitor', onError)
  const targets: LiveTarget[] = []
  try {
    for (const kind of KINDS) targets.push(await LiveTarget.open(kind, plan))
    const share = { packets: Math.ceil(plan.packets / KINDS.length), streams: Math.ceil(plan.streams / KINDS.length) }
    for (const target of targets) await target.flood({ packets: share.packets / 10, streams: share.streams / 10 })
    const heapBefore = heapInUse()
    for (const target of targets) {
      progress(`flooding the ${target.kind.name} node`)
      await target.feedKillers()
      await target.flood(share)
    }
    progress('are they well?')
    const results: LiveTargetResult[] = []
    for (const target of targets) results.push(await target.finish())
    return { targets: results, errors, heapBefore, heapAfter: heapInUse() }
  } finally {
    process.off('uncaughtExceptionMonitor', onError)
    await Promise.all(targets.map((target) => target.close()))
  }
}

class LiveTarget {
  readonly kind: Kind
  readonly #cluster: LiveCluster
  readonly #flood: LiveFlood
  readonly #rng: Rng
  readonly #judge: ForgeryJudge
  readonly #started = performance.now()
  readonly #packets = harmless('udp')
  readonly #streams = harmless('tcp')
  readonly #count: { received: number }
  #sent = 0
  #dialled = 0
  #withheld = 0
  #refused = 0
  #killers = 0

  private constructor(kind: Kind, seed: number, cluster: LiveCluster, flood: LiveFlood, count: { received: number }) {
    this.kind = kind
    this.#cluster = cluster
    this.#flood = flood
    this.#count = count
    this.#rng = new Rng(seed)
    this.#judge = new ForgeryJudge({ label: kind.label, sealer: kind.sealer })
  }

  static async open(kind: Kind, { seed }: LiveFuzzPlan): Promise<LiveTarget> {
    const { name, label, sealer } = kind
    const flood = await LiveFlood.open()
    const [count, { address }] = [{ received: 0 }, flood]
    const options = { ...(label === undefined ? {} : { label }), ...(sealer === undefined ? {} : { key: SECRET }) }
    const cluster = await LiveCluster.open(name, options, (from) => {
      if (from === address) count.received++
    })
    flood.port = cluster.port
    return new LiveTarget(kind, seed, cluster, flood, count)
  }

  /** Until the target has had so many in all. */
  async flood({ packets, streams }: { packets: number; streams: number }): Promise<void> {
    const most = this.#sent + 2 * packets + BATCH
    while (this.#count.received < packets && this.#sent < most) {
      const batch = this.#batch(BATCH, this.#packets, (bytes) => this.#judge.judgePacket(bytes))
      this.#sent += batch.length
      await this.#flood.send(batch, () => this.#count.received)
    }
    while (this.#dialled < streams) {
      const batch = this.#batch(BATCH, this.#streams, (bytes) => this.#judge.judgeStream(bytes))
      this.#dialled += batch.length
      await this.#flood.dial(batch)
    }
  }

  async feedKillers(): Promise<void> {
    const { sealer, label } = this.kind
    const boxes = sealer === undefined ? [] : killerBoxes(sealer, SECRET, Buffer.from(label ?? ''))
    const datagrams = KILLERS.filter(({ channel }) => channel === 'udp').map(({ plain }) => this.#wrap(plain))
    const streams = KILLERS.filter(({ channel }) => channel === 'tcp').map(({ plain }) => this.#wrap(plain))
    const packets = [...datagrams, ...boxes]
    this.#refused += packets.filter((bytes) => this.#judge.judgePacket(bytes) === 'refused').length
    this.#refused += streams.filter((bytes) => this.#judge.judgeStream(bytes) === 'refused').length
    await this.#flood.send(packets, () => this.#count.received)
    await this.#flood.dial(streams)
    this.#sent += packets.length
    this.#dialled += streams.length
    this.#killers += packets.length + streams.length
  }

  async finish(): Promise<LiveTargetResult> {
    const isWhole = (): boolean => this.#cluster.isWhole()
    const wholeAfterMs = await waitUntil('whole', isWhole, { limitMs: WHOLE_LIMIT_MS }).catch(() => undefined)
    const { warnings, falseDeaths, dropped } = this.#cluster
    return {
      name: this.kind.name,
      sent: this.#sent,
      received: this.#count.received,
      streams: this.#dialled,
      withheld: this.#withheld,
      refused: this.#refused,
      dropped,
      killers: this.#killers,
      forgedMembers: this.#judge.forgedMembers,
      falseDeaths,
      wholeAfterMs,
      isHeard: await this.#isHeard(),
      repeatedWarnings: this.#repeated(),
      warnings: warnings.length,
    }
  }

  async close(): Promise<void> {
    await this.#flood.close()
    await this.#cluster.close()
  }

  #batch(size: number, inputs: readonly Uint8Array[], judge: (bytes: Uint8Array) => string): Uint8Array[] {
    const batch: Uint8Array[] = []
    while (batch.length < size) {
      const bytes = this.#mutant(inputs)
      const verdict = judge(bytes)
      if (verdict === 'not to be sent') this.#withheld++
      else batch.push(bytes)
      if (verdict === 'refused') this.#refused++
    }
    return batch
  }

  /** Half of the mutants are wrapped as the target expects it, else nothing would come to the inner decoders. */
  #mutant(inputs: readonly Uint8Array[]): Uint8Array {
    const bytes = mended(mutant(inputs, this.#rng))
    return (this.#rng.next() & 1) === 0 ? bytes : this.#wrap(bytes)
  }

  #wrap(plain: Uint8Array): Uint8Array {
    if (this.kind.sealer !== undefined) return this.kind.sealer.seal(plain, new Uint8Array(0))
    return this.kind.label === undefined ? plain : Uint8Array.from(Buffer.concat([HEADER, plain]))
  }

  /** Gossip goes to a few members by chance, and most members are forged by now: one event alone may miss everybody. */
  async #isHeard(): Promise<boolean> {
    const { target, peers } = this.#cluster
    const heard = new Set<string>()
    for (const peer of peers) peer.on('event', (event) => event.name === 'still-here' && heard.add(peer.name))
    const again = setInterval(() => target.sendEvent('still-here', String(performance.now())), 200)
    try {
      await waitUntil('heard', () => heard.size === peers.length, { limitMs: WHOLE_LIMIT_MS })
      return true
    } catch {
      return false
    } finally {
      clearInterval(again)
    }
  }

  #repeated(): string[] {
    const minutes = 1 + Math.floor((performance.now() - this.#started) / 60_000)
    const counts = new Map<string, number>()
    for (const { code, peer } of this.#cluster.warnings) {
      const key = `${code} ${peer}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    return [...counts].filter(([, count]) => count > minutes).map(([key, count]) => `${key}: ${count}`)
  }
}

/** Nobody is at the addresses that they name: their 127.0.0.1 is moved. */
function harmless(channel: 'udp' | 'tcp'): Uint8Array[] {
  return corpus(channel, (hex) => hex.replaceAll(/7f0000../g, '7f090909'))
}
