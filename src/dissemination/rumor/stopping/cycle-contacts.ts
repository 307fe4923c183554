/** What a rumour's contacts of one cycle showed. */
export class CycleContacts {
  #seen: 'nobody' | 'needless' | 'needed' = 'nobody'

  add(isNeeded: boolean): void {
    if (isNeeded) this.#seen = 'needed'
    else if (this.#seen === 'nobody') this.#seen = 'needless'
  }

  /** What the cycle was: needed if anybody needed it. The next one begins. */
  take(): 'nobody' | 'needless' | 'needed' {
    const seen = this.#seen
    this.#seen = 'nobody'
    return seen
  }
}
