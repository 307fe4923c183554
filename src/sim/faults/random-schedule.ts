import { below, type Rng, shuffle, unit } from '../../base/rng.ts'
import { atLeast, positive, probability, whole } from '../check.ts'
import type { Fault, FaultSchedule } from './fault.ts'

/** A kind that a random schedule can have: not corruption, whose forgeries no demand on honest members survives. */
export type RandomFault = Exclude<Fault['kind'], 'corruption' | 'restart' | 'resume' | 'heal'>

/** The kinds that a random schedule is drawn from if nothing else is said. */
export const BASIC_FAULTS: readonly RandomFault[] = ['crash', 'pause', 'partition', 'cut', 'loss', 'latency']
/** Every kind that a random schedule can have. */
export const RANDOM_FAULTS: readonly RandomFault[] = [
  ...BASIC_FAULTS,
  'flapping',
  'ring',
  'hold',
  'cpu',
  'clock',
  'swizzle',
]

/** What a random schedule is made for. */
export interface RandomScheduleOptions {
  /** How many nodes there are. */
  readonly nodes: number
  /** Every fault begins and ends within so many virtual ms. */
  readonly durationMs: number
  /** Faults a minute, on average. */
  readonly intensity: number
  /** No fault is shorter; default 1 s, so that each has a chance to be noticed. */
  readonly minFaultMs?: number
  /** Whether crashed nodes start again by the end; default true. */
  readonly restarts?: boolean
  /** At most this share of the nodes is crashed or paused by one fault; default 0.25. */
  readonly maxShare?: number
  /** Each as likely as any other; default {@link BASIC_FAULTS}. */
  readonly kinds?: readonly RandomFault[]
  /** So many of the faults, as a share, wait until nodes tell of suspicions, refutations or deaths, and strike then; default 0. */
  readonly waiting?: number
  /** So many of the others come again and again, those for which there is time; default 0. */
  readonly repeated?: number
}

/** Moments at which a cluster is busy with itself. */
const AWAITED = ['suspicions', 'refutations', 'deaths'] as const
/** So often at most a fault is told, or comes, in a random schedule (our choice). */
const MOST_TOLD = 5
const MOST_TIMES = 10

/**
 * Draws a schedule of faults of the wanted kinds. Whatever is begun is over by `durationMs`, so that a run can then
 * demand that the cluster recovers.
 * @throws RangeError that names the field
 */
export function randomSchedule(rng: Rng, options: RandomScheduleOptions): FaultSchedule {
  checkOptions(options)
  const count = Math.round((options.intensity * options.durationMs) / 60_000)
  const drawing = new Drawing(rng, options)
  const faults: Fault[] = []
  for (let i = 0; i < count; i++) faults.push(drawing.fault())
  return faults.sort((a, b) => a.at - b.at)
}

function checkOptions(options: RandomScheduleOptions): void {
  whole(options.nodes, 1, 'nodes')
  positive(options.durationMs, 'durationMs')
  atLeast(options.intensity, 0, 'intensity')
  atLeast(options.minFaultMs ?? 0, 0, 'minFaultMs')
  probability(options.maxShare ?? 0, 'maxShare')
  probability(options.waiting ?? 0, 'waiting')
  probability(options.repeated ?? 0, 'repeated')
  if (options.kinds?.length === 0) throw new RangeError('kinds: there is none')
  const stranger = options.kinds?.find((kind) => !RANDOM_FAULTS.includes(kind))
  if (stranger !== undefined) throw new RangeError(`kinds: none of ${RANDOM_FAULTS.join(', ')} is ${stranger}`)
}

class Drawing {
  readonly #random: () => number
  readonly #options: RandomScheduleOptions
  readonly #kinds: readonly RandomFault[]
  readonly #minMs: number

  constructor(rng: Rng, options: RandomScheduleOptions) {
    this.#random = () => rng.next()
    this.#options = options
    this.#kinds = options.kinds ?? BASIC_FAULTS
    this.#minMs = Math.min(options.minFaultMs ?? 1000, options.durationMs)
  }

  fault(): Fault {
    const { at, durationMs } = this.#span()
    const kind = this.#kinds[below(this.#random, this.#kinds.length)] as RandomFault
    return { ...this.#draw(kind, at, durationMs), ...this.#beginning(at, durationMs) }
  }

  /** Whether a fault waits, or comes again; its last time is over in time. */
  #beginning(at: number, durationMs: number): Pick<Fault, 'when' | 'every'> {
    const spare = Math.floor(this.#options.durationMs - durationMs - at)
    if (this.#happens(this.#options.waiting)) {
      const awaited = AWAITED[below(this.#random, AWAITED.length)] as (typeof AWAITED)[number]
      const told = 1 + below(this.#random, MOST_TOLD)
      return { when: { [awaited]: told, untilMs: at + below(this.#random, spare + 1) } }
    }
    if (!this.#happens(this.#options.repeated)) return {}
    const periodMs = durationMs + 1 + below(this.#random, Math.floor(durationMs))
    const times = Math.min(MOST_TIMES, 1 + Math.floor(spare / periodMs))
    return times === 1 ? {} : { every: { periodMs, times } }
  }

  /** Draws nothing for what never happens. */
  #happens(share = 0): boolean {
    return share > 0 && unit(this.#random) < share
  }

  #draw(kind: RandomFault, at: number, durationMs: number): Fault {
    switch (kind) {
      case 'crash':
        return this.#crash(at, durationMs)
      case 'pause':
      case 'hold':
        return { kind, at, durationMs, nodes: this.#someNodes() }
      case 'swizzle':
        return { kind, at, durationMs, nodes: this.#half() }
      case 'partition':
        return { kind, at, durationMs, groups: this.#groups() }
      case 'cut':
        return { kind, at, durationMs, from: this.#someNodes(), to: this.#someNodes() }
      case 'loss':
        return { kind, at, durationMs, probability: 0.05 + 0.45 * unit(this.#random), to: this.#someNodes() }
      case 'latency':
        return { kind, at, durationMs, latencyMs: 1 + below(this.#random, 500), to: this.#someNodes() }
      default:
        return this.#drawRarer(kind, at, durationMs)
    }
  }

  #drawRarer(kind: 'flapping' | 'ring' | 'cpu' | 'clock', at: number, durationMs: number): Fault {
    switch (kind) {
      case 'flapping': {
        const [cutMs, openMs] = [500 + below(this.#random, 5000), 500 + below(this.#random, 5000)]
        return { kind, at, durationMs, groups: this.#groups(), cutMs, openMs }
      }
      case 'ring': {
        const reach = 1 + below(this.#random, Math.max(1, this.#options.nodes >> 2))
        return { kind, at, durationMs, nodes: this.#shuffled(), reach }
      }
      case 'cpu':
        return { kind, at, durationMs, nodes: this.#someNodes(), share: 1 / (1 + below(this.#random, 1000)) }
      default: {
        const driftPpm = below(this.#random, 100_001) - 50_000
        return { kind, at, durationMs, nodes: this.#someNodes(), driftPpm, jumpMs: below(this.#random, 5000) }
      }
    }
  }

  #crash(at: number, durationMs: number): Fault {
    const nodes = this.#someNodes()
    return this.#options.restarts === false ? { kind: 'crash', at, nodes } : { kind: 'crash', at, durationMs, nodes }
  }

  /** Whole milliseconds; short faults are likelier than long ones. */
  #span(): { readonly at: number; readonly durationMs: number } {
    const spare = this.#options.durationMs - this.#minMs
    const share = unit(this.#random)
    const durationMs = this.#minMs + Math.floor(share * share * share * spare)
    return { at: below(this.#random, Math.floor(this.#options.durationMs - durationMs) + 1), durationMs }
  }

  #someNodes(): number[] {
    const most = Math.max(1, Math.floor(this.#options.nodes * (this.#options.maxShare ?? 0.25)))
    return this.#shuffled()
      .slice(0, 1 + below(this.#random, most))
      .sort(ascending)
  }

  #half(): number[] {
    const most = Math.ceil(this.#options.nodes / 2)
    return this.#shuffled().slice(0, most).sort(ascending)
  }

  /** Two groups of any sizes. */
  #groups(): readonly [readonly number[], readonly number[]] {
    const nodes = this.#shuffled()
    const at = nodes.length < 2 ? nodes.length : 1 + below(this.#random, nodes.length - 1)
    return [nodes.slice(0, at).sort(ascending), nodes.slice(at).sort(ascending)]
  }

  #shuffled(): number[] {
    const nodes = Array.from({ length: this.#options.nodes }, (_, index) => index)
    shuffle(nodes, this.#random)
    return nodes
  }
}

function ascending(a: number, b: number): number {
  return a - b
}
