/**
 * A hierarchical timing wheel (Varghese and Lauck, SOSP 1987, scheme 7): four levels of 256 slots over integer ticks,
 * so that scheduling, cancelling and popping cost O(1) whatever is pending. A slot is an intrusive doubly linked list;
 * entries lie in one typed array, each within a line of the processor's cache, as a large simulation finds hardly any
 * of them there. Entries of equal time come out in the order in which they went in, which is what makes a simulation
 * replay.
 *
 * The wheel spans 2^32 ticks from its base; what lies further waits in an overflow list and moves in when the base does.
 */
export class TimingWheel {
  #now = 0
  #base = 0
  #size = 0
  #free = NONE
  #used = 0
  /** Entries, {@link ENTRY_WORDS} words each; see {@link NEXT} and below. */
  #words: Int32Array
  /** The same memory, for the two numbers that need more than a word: see {@link AT} and {@link KEY}. */
  #doubles: Float64Array
  readonly #heads: Int32Array = new Int32Array(BUCKETS).fill(NONE)
  readonly #tails: Int32Array = new Int32Array(BUCKETS).fill(NONE)
  /** One bit per slot: which slots hold anything, 8 words a level. */
  readonly #occupied: Int32Array = new Int32Array(LEVELS * 8)

  constructor(initialCapacity = 64) {
    this.#words = new Int32Array(Math.max(1, initialCapacity) * ENTRY_WORDS)
    this.#doubles = new Float64Array(this.#words.buffer)
  }

  /** The tick up to which the wheel has turned. */
  get now(): number {
    return this.#now
  }

  /** How many entries are pending. */
  get size(): number {
    return this.#size
  }

  /**
   * Puts an entry in. Ticks of the past count as now.
   * @returns a handle for {@link cancel}, never 0 and never given twice
   */
  schedule(at: number, owner: number, kind: number, key: number): number {
    const entry = this.#allocate()
    this.#doubles[entry * ENTRY_DOUBLES + AT] = at > this.#now ? Math.ceil(at) : this.#now
    this.#words[entry * ENTRY_WORDS + OWNER] = owner
    this.#words[entry * ENTRY_WORDS + KIND] = kind
    this.#doubles[entry * ENTRY_DOUBLES + KEY] = key
    this.#insert(entry)
    this.#size++
    return this.handleOf(entry)
  }

  /** Takes an entry out. A handle that fired or was cancelled before is ignored. @returns whether it was pending */
  cancel(handle: number): boolean {
    const entry = this.entryOf(handle)
    if (entry === NONE) return false
    this.#unlink(entry)
    this.#release(entry)
    return true
  }

  /**
   * Gives a pending entry another tick, behind all that is due then already. Its handle stays good.
   * @returns whether it was pending
   */
  move(handle: number, at: number): boolean {
    const entry = this.entryOf(handle)
    if (entry === NONE) return false
    this.#unlink(entry)
    this.#doubles[entry * ENTRY_DOUBLES + AT] = at > this.#now ? Math.ceil(at) : this.#now
    this.#insert(entry)
    return true
  }

  /** The handle of a pending entry. */
  handleOf(entry: number): number {
    return (this.#words[entry * ENTRY_WORDS + GENERATION] as number) * HANDLE_BASE + entry
  }

  /** The entry behind a pending handle, or -1. */
  entryOf(handle: number): number {
    const generation = Math.floor(handle / HANDLE_BASE)
    const entry = handle - generation * HANDLE_BASE // a remainder of doubles would be slow
    if (entry >= this.#used || this.#words[entry * ENTRY_WORDS + BUCKET] === NONE) return NONE
    return this.#words[entry * ENTRY_WORDS + GENERATION] === generation ? entry : NONE
  }

  /** The earliest tick at which something is due, or Infinity. */
  nextAt(): number {
    if (this.#size === 0) return Number.POSITIVE_INFINITY
    const rel = this.#now - this.#base
    for (let level = 0; level < LEVELS; level++) {
      const slot = this.#firstSlot(level, (rel >>> (8 * level)) & 255)
      if (slot !== NONE) return level === 0 ? this.#tickOfSlot(rel, slot) : this.#earliest(level * 256 + slot)
    }
    return this.#earliest(OVERFLOW)
  }

  /**
   * Takes the earliest entry that is due at or before `limit`; the wheel turns to its tick, or to `limit` if there is
   * none (it stands still if `limit` is infinite). The entry's columns stay readable until the next call of any method.
   * @returns the entry, or -1
   */
  pop(limit: number): number {
    const last = Math.floor(limit) // a fraction would stay in `now` for ever
    for (;;) {
      const due = this.#size === 0 ? Number.POSITIVE_INFINITY : this.#lowerBound()
      if (due > last || due === Number.POSITIVE_INFINITY) {
        if (last > this.#now && last !== Number.POSITIVE_INFINITY) this.#turnTo(last)
        return NONE
      }
      if (due > this.#now) this.#turnTo(due)
      const bucket = (this.#now - this.#base) & 255
      const entry = this.#heads[bucket] as number
      if (entry === NONE) continue // the turn only brought a coarser slot down
      this.#unlink(entry)
      this.#release(entry)
      return entry
    }
  }

  /**
   * Looks at what is due next without taking it, as far as the finest level shows it: up to 256 ticks.
   * @param into filled with entries in the order in which they are due, so far
   * @returns how many there are
   */
  upcoming(into: Int32Array): number {
    let found = 0
    let slot = this.#firstSlot(0, (this.#now - this.#base) & 255)
    while (slot !== NONE && found < into.length) {
      let entry = this.#heads[slot] as number
      while (entry !== NONE && found < into.length) {
        into[found++] = entry
        entry = this.#words[entry * ENTRY_WORDS + NEXT] as number
      }
      slot = slot === 255 ? NONE : this.#firstSlot(0, slot + 1)
    }
    return found
  }

  atOf(entry: number): number {
    return this.#doubles[entry * ENTRY_DOUBLES + AT] as number
  }

  ownerOf(entry: number): number {
    return this.#words[entry * ENTRY_WORDS + OWNER] as number
  }

  kindOf(entry: number): number {
    return this.#words[entry * ENTRY_WORDS + KIND] as number
  }

  keyOf(entry: number): number {
    return this.#doubles[entry * ENTRY_DOUBLES + KEY] as number
  }

  /** Like nextAt, but for coarse slots only the start of their span: enough to know where to turn to. */
  #lowerBound(): number {
    const rel = this.#now - this.#base
    for (let level = 0; level < LEVELS; level++) {
      const shift = 8 * level
      const slot = this.#firstSlot(level, (rel >>> shift) & 255)
      if (slot === NONE) continue
      if (level === 0) return this.#tickOfSlot(rel, slot)
      const above = Math.floor(rel / SPAN[level + 1]!) * SPAN[level + 1]!
      return this.#base + above + slot * SPAN[level]!
    }
    return this.#earliest(OVERFLOW) // far-off turns are skipped, not walked through
  }

  #tickOfSlot(rel: number, slot: number): number {
    return this.#base + (rel - (rel & 255)) + slot
  }

  #earliest(bucket: number): number {
    let earliest = Number.POSITIVE_INFINITY
    for (
      let entry = this.#heads[bucket] as number;
      entry !== NONE;
      entry = this.#words[entry * ENTRY_WORDS + NEXT] as number
    ) {
      if ((this.#doubles[entry * ENTRY_DOUBLES + AT] as number) < earliest)
        earliest = this.#doubles[entry * ENTRY_DOUBLES + AT] as number
    }
    return earliest
  }

  /** Moves now forward and brings down every coarse slot whose span it enters. Nothing is due before `tick`. */
  #turnTo(tick: number): void {
    if (tick - this.#base >= TURN) {
      this.#base += Math.floor((tick - this.#base) / TURN) * TURN
      this.#now = tick
      this.#cascade(OVERFLOW)
      return
    }
    const before = this.#now - this.#base
    const after = tick - this.#base
    this.#now = tick
    for (let level = LEVELS - 1; level > 0; level--) {
      const shift = 8 * level
      if (before >>> shift !== after >>> shift) this.#cascade(level * 256 + ((after >>> shift) & 255))
    }
  }

  #cascade(bucket: number): void {
    let entry = this.#heads[bucket] as number
    this.#heads[bucket] = NONE
    this.#tails[bucket] = NONE
    if (bucket !== OVERFLOW) this.#clearBit(bucket)
    while (entry !== NONE) {
      const next = this.#words[entry * ENTRY_WORDS + NEXT] as number
      this.#insert(entry)
      entry = next
    }
  }

  /** An entry belongs to the level of the highest byte in which its tick differs from now. */
  #bucketFor(at: number): number {
    const rel = at - this.#base
    if (rel >= TURN) return OVERFLOW
    const differs = ((rel >>> 0) ^ ((this.#now - this.#base) >>> 0)) >>> 0
    if (differs < 0x100) return rel & 255
    if (differs < 0x10000) return 256 + ((rel >>> 8) & 255)
    if (differs < 0x1000000) return 512 + ((rel >>> 16) & 255)
    return 768 + (rel >>> 24)
  }

  #insert(entry: number): void {
    const bucket = this.#bucketFor(this.#doubles[entry * ENTRY_DOUBLES + AT] as number)
    const tail = this.#tails[bucket] as number
    this.#words[entry * ENTRY_WORDS + BUCKET] = bucket
    this.#words[entry * ENTRY_WORDS + NEXT] = NONE
    this.#words[entry * ENTRY_WORDS + PREV] = tail
    this.#tails[bucket] = entry
    if (tail === NONE) this.#heads[bucket] = entry
    else this.#words[tail * ENTRY_WORDS + NEXT] = entry
    if (bucket !== OVERFLOW)
      this.#occupied[bucket >>> 5] = (this.#occupied[bucket >>> 5] as number) | (1 << (bucket & 31))
  }

  #unlink(entry: number): void {
    const bucket = this.#words[entry * ENTRY_WORDS + BUCKET] as number
    const next = this.#words[entry * ENTRY_WORDS + NEXT] as number
    const prev = this.#words[entry * ENTRY_WORDS + PREV] as number
    if (prev === NONE) this.#heads[bucket] = next
    else this.#words[prev * ENTRY_WORDS + NEXT] = next
    if (next === NONE) this.#tails[bucket] = prev
    else this.#words[next * ENTRY_WORDS + PREV] = prev
    if (bucket !== OVERFLOW && this.#heads[bucket] === NONE) this.#clearBit(bucket)
  }

  #clearBit(bucket: number): void {
    this.#occupied[bucket >>> 5] = (this.#occupied[bucket >>> 5] as number) & ~(1 << (bucket & 31))
  }

  #firstSlot(level: number, from: number): number {
    const words = level * 8
    let word = from >>> 5
    let bits = (this.#occupied[words + word] as number) & (-1 << (from & 31))
    while (bits === 0) {
      word++
      if (word === 8) return NONE
      bits = this.#occupied[words + word] as number
    }
    return word * 32 + (31 - Math.clz32(bits & -bits))
  }

  #allocate(): number {
    const free = this.#free
    if (free !== NONE) {
      this.#free = this.#words[free * ENTRY_WORDS + NEXT] as number
      return free
    }
    if (this.#used === HANDLE_BASE) throw new RangeError(`a wheel holds at most ${HANDLE_BASE} entries`)
    if (this.#used * ENTRY_WORDS === this.#words.length) this.#grow()
    this.#words[this.#used * ENTRY_WORDS + GENERATION] = 1
    return this.#used++
  }

  #release(entry: number): void {
    this.#words[entry * ENTRY_WORDS + BUCKET] = NONE
    this.#words[entry * ENTRY_WORDS + GENERATION] =
      ((this.#words[entry * ENTRY_WORDS + GENERATION] as number) + 1) % MAX_GENERATION || 1
    this.#words[entry * ENTRY_WORDS + NEXT] = this.#free
    this.#free = entry
    this.#size--
  }

  #grow(): void {
    const words = new Int32Array(Math.min(this.#words.length * 2, HANDLE_BASE * ENTRY_WORDS))
    words.set(this.#words)
    this.#words = words
    this.#doubles = new Float64Array(words.buffer)
  }
}

const NONE = -1
const LEVELS = 4
const OVERFLOW = LEVELS * 256
const BUCKETS = OVERFLOW + 1
const TURN = 0x100000000
const SPAN: readonly number[] = [1, 0x100, 0x10000, 0x1000000, TURN]
const HANDLE_BASE = 0x1000000 // 24 bits of entry, 29 of generation: together a safe integer
const MAX_GENERATION = 0x20000000

/** An entry is as long as a cache line, of which it uses the first three quarters. */
const ENTRY_WORDS = 16
const ENTRY_DOUBLES = ENTRY_WORDS / 2
/** Doubles of an entry: its tick, and what its scheduler gave along. */
const AT = 0
const KEY = 1
/** Words of an entry, after its doubles: its neighbours in the bucket, the bucket, how often it was used, and for what. */
const NEXT = 4
const PREV = 5
const BUCKET = 6
const GENERATION = 7
const OWNER = 8
const KIND = 9
