import type { Event } from '../../../core/event.ts'
import type { Layer } from '../../../core/layer.ts'
import type { Accusable } from '../../../core/ports.ts'
import type { AccrualEvent } from '../heartbeats/events.ts'

/** Brings before SWIM what heartbeats have found. What comes of it is SWIM's: a suspicion, refuted or not. */
export class Accuser implements Layer {
  readonly #membership: Accusable

  constructor(membership: Accusable) {
    this.#membership = membership
  }

  start(): void {}

  onMessage(): void {}

  onTimer(): void {}

  onEvent(event: Event): void {
    const fact = event as AccrualEvent
    if (fact.type === 'accrual-suspect') this.#membership.suspect(fact.peer)
    else if (fact.type === 'accrual-trust') this.#membership.heard(fact.peer) // the accusation may have been lost
  }
}
