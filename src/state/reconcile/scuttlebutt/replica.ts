import { utf8Length } from '../../../base/utf8.ts'
import type { Update } from './messages.ts'

/** One participant's map as this node has it: everything that was written up to a version of one of its lives. */
export class Replica {
  #life: number
  #version = 0
  readonly #byKey = new Map<string, Update>()
  /** In the order of versions; what was replaced stays until half of them are. */
  #log: Update[] = []
  #bytes = 0
  #mark = 0

  constructor(life: number) {
    this.#life = life
  }

  get life(): number {
    return this.#life
  }

  /** The greatest version that it has. */
  get version(): number {
    return this.#version
  }

  /** How many keys there are. */
  get size(): number {
    return this.#byKey.size
  }

  /** Bytes of keys and values. */
  get bytes(): number {
    return this.#bytes
  }

  /** A sum of the versions that it holds: equal maps have equal ones. */
  get mark(): number {
    return this.#mark
  }

  get(key: string): Update | undefined {
    return this.#byKey.get(key)
  }

  /** Every mapping, the least version first. */
  current(): Update[] {
    return this.after(0)
  }

  /** The mappings above a version, the least version first. */
  after(version: number): Update[] {
    if (version >= this.#version) return []
    const updates: Update[] = []
    for (let i = this.#firstAfter(version); i < this.#log.length; i++) {
      const update = this.#log[i] as Update
      if (this.#isCurrent(update)) updates.push(update)
    }
    return updates
  }

  /** How many bytes more there would be with an update. */
  growth(key: string, value: Uint8Array): number {
    const replaced = this.#byKey.get(key)
    return value.length - (replaced === undefined ? -utf8Length(key) : replaced.value.length)
  }

  /** Takes an update, whose version must be above all others. */
  put(update: Update): void {
    this.#hold(update)
    this.#log.push(update)
    this.#version = update.version
    if (this.#log.length > 2 * this.#byKey.size + SLACK) this.#log = this.#log.filter((one) => this.#isCurrent(one))
  }

  /** Whether an update belongs below the version that it has, and is missing there. */
  lacks({ key, version }: Update): boolean {
    return version <= this.#version && (this.#byKey.get(key)?.version ?? 0) < version
  }

  /** Takes an update that it {@link lacks}. */
  fill(update: Update): void {
    this.#hold(update)
    this.#log.splice(this.#firstAfter(update.version), 0, update)
  }

  /** Begins another life, without a mapping. */
  begin(life: number): void {
    this.clear()
    this.#mark = 0
    this.#life = life
    this.#version = 0
  }

  /** Drops the mappings, and still knows up to which version it had them. */
  clear(): void {
    this.#byKey.clear()
    this.#log = []
    this.#bytes = 0
  }

  #hold(update: Update): void {
    const replaced = this.#byKey.get(update.key)
    this.#bytes += this.growth(update.key, update.value)
    this.#mark = (this.#mark ^ mixed(update.version) ^ (replaced === undefined ? 0 : mixed(replaced.version))) >>> 0
    this.#byKey.set(update.key, update)
  }

  #isCurrent(update: Update): boolean {
    return this.#byKey.get(update.key) === update
  }

  #firstAfter(version: number): number {
    let [low, high] = [0, this.#log.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#log[middle] as Update).version <= version) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** 32 bits that look random, of a version: never 0 for all of a few versions together, but by chance. */
function mixed(version: number): number {
  let z = (version | 0) ^ Math.floor(version / 0x100000000)
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return z ^ (z >>> 15)
}

/** Replaced updates that are not worth a clearing. */
const SLACK = 16
