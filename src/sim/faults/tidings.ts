import type { Event } from '../../core/event.ts'
import type { MemberGoneEvent } from '../../core/ports.ts'
import type { Simulation } from '../engine/simulation.ts'
import type { Trigger } from './fault.ts'

/** What nodes tell of each other, by the name that triggers have for it. */
export const TIDINGS = ['joins', 'suspicions', 'refutations', 'deaths', 'leaves'] as const

type Tiding = (typeof TIDINGS)[number]

/** Somebody who waits for a trigger. */
interface Waiting {
  readonly trigger: Trigger
  readonly told: Map<string, number>
  readonly action: () => void
}

/** Hears what the nodes of a simulation tell, for those who wait for it. */
export class Tidings {
  readonly #sim: Simulation
  #waiting: readonly Waiting[] = []

  constructor(sim: Simulation) {
    this.#sim = sim
    sim.onEvent((_, event) => {
      if (this.#waiting.length > 0) this.#hear(event)
    })
  }

  /** Calls `action` once all that a trigger names has been told from now on: after the handler that tells the last of it. */
  once(trigger: Trigger, action: () => void): void {
    this.#waiting = [...this.#waiting, { trigger, told: new Map(), action }]
  }

  #hear(event: Event): void {
    const { now } = this.#sim
    const tiding = tidingOf(event)
    for (const waiting of this.#waiting) {
      const { trigger, told, action } = waiting
      const isTooLate = now > (trigger.untilMs ?? Number.POSITIVE_INFINITY)
      if (!isTooLate) {
        count(told, `events.${event.type}`)
        if (tiding !== undefined) count(told, tiding)
        if (!isFulfilled(trigger, told)) continue
        this.#sim.at(now, action)
      }
      this.#waiting = this.#waiting.filter((other) => other !== waiting)
    }
  }
}

function tidingOf(event: Event): Tiding | undefined {
  switch (event.type) {
    case 'member-joined':
      return 'joins'
    case 'member-suspected':
      return 'suspicions'
    case 'member-refuted':
      return 'refutations'
    case 'member-gone':
      return (event as MemberGoneEvent).member.state === 'left' ? 'leaves' : 'deaths'
    default:
      return undefined
  }
}

function count(told: Map<string, number>, what: string): void {
  told.set(what, (told.get(what) ?? 0) + 1)
}

function isFulfilled(trigger: Trigger, told: ReadonlyMap<string, number>): boolean {
  const isEnough = (what: string, least = 0): boolean => (told.get(what) ?? 0) >= least
  return (
    TIDINGS.every((tiding) => isEnough(tiding, trigger[tiding])) &&
    Object.entries(trigger.events ?? {}).every(([type, least]) => isEnough(`events.${type}`, least))
  )
}
