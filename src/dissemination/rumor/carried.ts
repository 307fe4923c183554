import type { Interest } from './stopping/interest.ts'

/** A rumour that a node tells others. */
export interface CarriedRumor {
  readonly id: number
  readonly hops: number
  /** The cycle in which it was heard. */
  readonly heardIn: number
  /** The cycle, of this node's count, in which it was first told anywhere. */
  readonly bornIn: number
  readonly interest: Interest
}

/** The rumours that a node carries, oldest first: bounded in number, each until interest in it is lost. */
export class Carried {
  readonly #most: number
  readonly #cutOff: number
  readonly #rumors = new Map<number, CarriedRumor>()
  /** Cycles in which this node stood still: its rumours grew old all the same. */
  #missed = 0

  /** @param cutOff cycles */
  constructor(most: number, cutOff: number) {
    this.#most = most
    this.#cutOff = cutOff
  }

  get size(): number {
    return this.#rumors.size
  }

  get(id: number): CarriedRumor | undefined {
    return this.#rumors.get(id)
  }

  /** Its age, cycles. */
  age({ bornIn }: CarriedRumor, cycle: number): number {
    return cycle + this.#missed - bornIn
  }

  /** Takes one in. @param age cycles @returns the one that has to go for it, if any */
  add(rumor: Pick<CarriedRumor, 'id' | 'hops' | 'heardIn' | 'interest'>, age: number): CarriedRumor | undefined {
    this.#rumors.set(rumor.id, { ...rumor, bornIn: rumor.heardIn + this.#missed - age })
    if (this.#rumors.size <= this.#most) return undefined
    const [oldest] = this.#rumors.values()
    if (oldest !== undefined) this.#rumors.delete(oldest.id)
    return oldest
  }

  /** Up to `most` of them, in each cycle the next ones if there are more. */
  some(most: number, cycle: number): CarriedRumor[] {
    const all = [...this.#rumors.values()]
    if (all.length <= most) return all
    const first = ((cycle % all.length) * most) % all.length
    return [...all.slice(first, first + most), ...all.slice(0, Math.max(0, first + most - all.length))]
  }

  /** So many cycles have passed without this node. */
  miss(cycles: number): void {
    this.#missed += cycles
  }

  /** A cycle begins. @returns those that are carried no more: interest is lost, or they are too old */
  turn(cycle: number): CarriedRumor[] {
    const lost: CarriedRumor[] = []
    for (const rumor of this.#rumors.values()) {
      const goesOn = rumor.heardIn >= cycle - 1 || rumor.interest.goesOn() // told from the cycle after on
      if (!goesOn || this.age(rumor, cycle) >= this.#cutOff) lost.push(rumor)
    }
    for (const { id } of lost) this.#rumors.delete(id)
    return lost
  }
}
