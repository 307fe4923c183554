import { below, type Rng, shuffle, unit } from '../../base/rng.ts'
import type { Fault, FaultSchedule } from './fault.ts'

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
}

/**
 * Draws a schedule: crashes, pauses, partitions, one-way cuts, loss and latency, each equally likely. Whatever is begun
 * is over by `durationMs`, so that a run can then demand that the cluster recovers.
 */
export function randomSchedule(rng: Rng, options: RandomScheduleOptions): FaultSchedule {
  const count = Math.round((options.intensity * options.durationMs) / 60_000)
  const drawing = new Drawing(rng, options)
  const faults: Fault[] = []
  for (let i = 0; i < count; i++) faults.push(drawing.fault())
  return faults.sort((a, b) => a.at - b.at)
}

class Drawing {
  readonly #random: () => number
  readonly #options: RandomScheduleOptions
  readonly #minMs: number

  constructor(rng: Rng, options: RandomScheduleOptions) {
    this.#random = () => rng.next()
    this.#options = options
    this.#minMs = Math.min(options.minFaultMs ?? 1000, options.durationMs)
  }

  fault(): Fault {
    const { at, durationMs } = this.#span()
    switch (below(this.#random, 6)) {
      case 0:
        return this.#crash(at, durationMs)
      case 1:
        return { kind: 'pause', at, durationMs, nodes: this.#someNodes() }
      case 2:
        return { kind: 'partition', at, durationMs, groups: this.#halves() }
      case 3:
        return { kind: 'cut', at, durationMs, from: this.#someNodes(), to: this.#someNodes() }
      case 4:
        return { kind: 'loss', at, durationMs, probability: 0.05 + 0.45 * unit(this.#random), to: this.#someNodes() }
      default:
        return { kind: 'latency', at, durationMs, latencyMs: 1 + below(this.#random, 500), to: this.#someNodes() }
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

  #halves(): readonly [readonly number[], readonly number[]] {
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
