import { positive, whole } from '../check.ts'
import { ddmin } from './ddmin.ts'
import type { Fault, FaultSchedule } from './fault.ts'
import type { Knobs } from './knobs.ts'
import { simplerFaults, withDuration, withoutNodesFrom } from './smaller-fault.ts'

/** What a run is made of, as far as it may be made smaller. */
export interface ShrinkCase {
  readonly schedule: FaultSchedule
  readonly nodes: number
  /** If there are any, they are turned back as far as will do. */
  readonly knobs?: Knobs
}

/** How a run ended. */
export interface ShrinkRun {
  /** Of the property that was violated; undefined if none was. */
  readonly fingerprint: string | undefined
  readonly traceHash: string
}

/** What {@link shrink} needs to know. */
export interface ShrinkOptions {
  /** Runs a case from the beginning, with the same seed each time. */
  readonly run: (candidate: ShrinkCase) => ShrinkRun
  /** The violation that must be kept. */
  readonly fingerprint: string
  /** Most runs; default 500. */
  readonly maxRuns?: number
  /** If given, nodes may be taken away (the last ones first) down to so many. */
  readonly leastNodes?: number
  /** No fault is made shorter than this; default 1000 ms, as in random schedules. */
  readonly leastDurationMs?: number
}

/** The smallest failing case that was found. */
export interface Shrunk extends ShrinkCase {
  readonly traceHash: string
  /** How many runs it took. */
  readonly runs: number
  /** Whether taking away any single fault makes the failure vanish; false if the runs were used up before that was known. */
  readonly isMinimal: boolean
  /** Candidates that failed once and not the same way again; they did not count. */
  readonly unsteady: number
}

/**
 * Makes a failing run small: first as few faults as possible, then knobs, nodes, simpler and shorter faults, and once more
 * from the beginning as long as that helps. A candidate counts only if it violates the same property twice, with equal traces.
 * @throws RangeError that names the option; Error if the whole case does not fail like that
 */
export function shrink(failing: ShrinkCase, options: ShrinkOptions): Shrunk {
  return new Shrinker(failing, options).shrink()
}

class Shrinker {
  readonly #options: ShrinkOptions
  readonly #maxRuns: number
  readonly #leastNodes: number | undefined
  readonly #leastDurationMs: number
  #best: ShrinkCase
  #hash = ''
  #runs = 0
  #unsteady = 0

  constructor(best: ShrinkCase, options: ShrinkOptions) {
    this.#best = best
    this.#options = options
    this.#maxRuns = whole(options.maxRuns ?? 500, 2, 'maxRuns')
    this.#leastNodes = options.leastNodes === undefined ? undefined : whole(options.leastNodes, 0, 'leastNodes')
    this.#leastDurationMs = positive(options.leastDurationMs ?? 1000, 'leastDurationMs')
  }

  shrink(): Shrunk {
    if (this.#try(this.#best) !== true) {
      throw new Error(`the run does not fail twice by ${this.#options.fingerprint}: there is nothing to shrink`)
    }
    let isMinimal = this.#faults()
    for (let isSmaller = true; isMinimal && isSmaller; ) {
      const before = this.#best
      this.#knobs()
      this.#nodes()
      for (let i = 0; i < this.#best.schedule.length; i++) while (this.#simplify(i) || this.#shorten(i));
      isSmaller = this.#best !== before
      if (isSmaller) isMinimal = this.#faults()
    }
    return { ...this.#best, traceHash: this.#hash, runs: this.#runs, isMinimal, unsteady: this.#unsteady }
  }

  /** @returns whether the schedule is now known to be 1-minimal */
  #faults(): boolean {
    const best = this.#best
    if (best.schedule.length > 0 && this.#try({ ...best, schedule: [] }) === true) return true
    return ddmin(best.schedule, (part) => this.#try({ ...best, schedule: part })).isMinimal
  }

  #knobs(): void {
    const best = this.#best
    const turned = Object.entries(best.knobs ?? {})
    if (turned.length === 0 || this.#try({ ...best, knobs: {} }) === true) return
    ddmin(turned, (part) => this.#try({ ...best, knobs: Object.fromEntries(part) }))
  }

  /** Halves the number of nodes, then takes fewer away at a time. */
  #nodes(): void {
    const leastNodes = this.#leastNodes
    if (leastNodes === undefined) return
    for (let step = (this.#best.nodes - leastNodes) >> 1 || 1; step >= 1; ) {
      const nodes = this.#best.nodes - step
      const isSmaller = nodes >= leastNodes && this.#try(withNodes(this.#best, nodes)) === true
      if (!isSmaller) step >>= 1
    }
  }

  /** Takes away what a fault waits for, or some of its times. @returns whether one of these still fails */
  #simplify(place: number): boolean {
    return simplerFaults(this.#best.schedule[place] as Fault).some((simpler) => this.#tryFault(place, simpler))
  }

  /** Halves one fault's duration. @returns whether it still fails */
  #shorten(place: number): boolean {
    const halved = (ms: number): number => Math.min(ms, Math.max(this.#leastDurationMs, Math.floor(ms / 2)))
    const shorter = withDuration(this.#best.schedule[place] as Fault, halved)
    return shorter !== undefined && this.#tryFault(place, shorter)
  }

  #tryFault(place: number, smaller: Fault): boolean {
    const { schedule } = this.#best
    return this.#try({ ...this.#best, schedule: schedule.map((fault, i) => (i === place ? smaller : fault)) }) === true
  }

  /** Keeps a candidate that fails. @returns whether it does; undefined if no run is left */
  #try(candidate: ShrinkCase): boolean | undefined {
    const first = this.#run(candidate)
    if (first?.fingerprint !== this.#options.fingerprint) return first === undefined ? undefined : false
    const second = this.#run(candidate)
    if (second === undefined) return undefined
    if (second.fingerprint !== first.fingerprint || second.traceHash !== first.traceHash) {
      this.#unsteady++
      return false
    }
    this.#best = candidate
    this.#hash = first.traceHash
    return true
  }

  #run(candidate: ShrinkCase): ShrinkRun | undefined {
    if (this.#runs >= this.#maxRuns) return undefined
    this.#runs++
    return this.#options.run(candidate)
  }
}

function withNodes(failing: ShrinkCase, nodes: number): ShrinkCase {
  return {
    ...failing,
    nodes,
    schedule: failing.schedule.map((fault) => withoutNodesFrom(fault, nodes)).filter((fault) => fault !== undefined),
  }
}
