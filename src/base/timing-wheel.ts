/**
 * A hierarchical timing wheel (Varghese and Lauck, SOSP 1987, scheme 7): four levels of 256 slots over integer ticks,
 * so that scheduling, cancelling and popping cost O(1) whatever is pending. Everything lives in typed columns; a slot
 * is an intrusive doubly linked list. Entries of equal time come out in the order in which they went in, which is what
 * makes a simulation replay.
 *
 * The wheel spans 2^32 ticks from its base; what lies further waits in an overflow list and moves in when the base does.
 */
export class TimingWheel {
  #now = 0
  #base = 0
  #size = 0
  #free = NONE
  #used = 0
  #at: Float64Array
  #next: Int32Array
  #prev: Int32Array
  #bucket: Int32Array
  #generation: Uint32Array
  #owner: Int32Array
  #kind: Int32Array
  #key: Float64Array
  readonly #heads: Int32Array = new Int32Array(BUCKETS).fill(NONE)
  readonly #tails: Int32Array = new Int32Array(BUCKETS).fill(NONE)
  /** One bit per slot: which slots hold anything, 8 words a level. */
  readonly #occupied: Int32Array = new Int32Array(LEVELS * 8)

  constructor(initialCapacity = 64) {
    const capacity = Math.max(1, initialCapacity)
    this.#at = new Float64Array(capacity)
    this.#next = new Int32Array(capacity)
    this.#prev = new Int32Array(capacity)
    this.#bucket = new Int32Array(capacity).fill(NONE)
    this.#generation = new Uint32Array(capacity)
    this.#owner = new Int32Array(capacity)
    this.#kind = new Int32Array(capacity)
    this.#key = new Float64Array(capacity)
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
    this.#at[entry] = at > this.#now ? Math.ceil(at) : this.#now
    this.#owner[entry] = owner
    this.#kind[entry] = kind
    this.#key[entry] = key
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
    this.#at[entry] = at > this.#now ? Math.ceil(at) : this.#now
    this.#insert(entry)
    return true
  }

  /** The handle of a pending entry. */
  handleOf(entry: number): number {
    return (this.#generation[entry] as number) * HANDLE_BASE + entry
  }

  /** The entry behind a pending handle, or -1. */
  entryOf(handle: number): number {
    const entry = handle % HANDLE_BASE
    if (entry >= this.#used || this.#bucket[entry] === NONE) return NONE
    return this.#generation[entry] === Math.floor(handle / HANDLE_BASE) ? entry : NONE
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

  atOf(entry: number): number {
    return this.#at[entry] as number
  }

  ownerOf(entry: number): number {
    return this.#owner[entry] as number
  }

  kindOf(entry: number): number {
    return this.#kind[entry] as number
  }

  keyOf(entry: number): number {
    return this.#key[entry] as number
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
    for (let entry = this.#heads[bucket] as number; entry !== NONE; entry = this.#next[entry] as number) {
      if ((this.#at[entry] as number) < earliest) earliest = this.#at[entry] as number
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
      const next = this.#next[entry] as number
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
    const bucket = this.#bucketFor(this.#at[entry] as number)
    const tail = this.#tails[bucket] as number
    this.#bucket[entry] = bucket
    this.#next[entry] = NONE
    this.#prev[entry] = tail
    this.#tails[bucket] = entry
    if (tail === NONE) this.#heads[bucket] = entry
    else this.#next[tail] = entry
    if (bucket !== OVERFLOW)
      this.#occupied[bucket >>> 5] = (this.#occupied[bucket >>> 5] as number) | (1 << (bucket & 31))
  }

  #unlink(entry: number): void {
    const bucket = this.#bucket[entry] as number
    const next = this.#next[entry] as number
    const prev = this.#prev[entry] as number
    if (prev === NONE) this.#heads[bucket] = next
    else this.#next[prev] = next
    if (next === NONE) this.#tails[bucket] = prev
    else this.#prev[next] = prev
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
      this.#free = this.#next[free] as number
      return free
    }
    if (this.#used === HANDLE_BASE) throw new RangeError(`a wheel holds at most ${HANDLE_BASE} entries`)
    if (this.#used === this.#at.length) this.#grow()
    this.#generation[this.#used] = 1
    return this.#used++
  }

  #release(entry: number): void {
    this.#bucket[entry] = NONE
    this.#generation[entry] = ((this.#generation[entry] as number) + 1) % MAX_GENERATION || 1
    this.#next[entry] = this.#free
    this.#free = entry
    this.#size--
  }

  #grow(): void {
    const capacity = Math.min(this.#at.length * 2, HANDLE_BASE)
    this.#at = widen(this.#at, new Float64Array(capacity))
    this.#next = widen(this.#next, new Int32Array(capacity))
    this.#prev = widen(this.#prev, new Int32Array(capacity))
    this.#bucket = widen(this.#bucket, new Int32Array(capacity).fill(NONE))
    this.#generation = widen(this.#generation, new Uint32Array(capacity))
    this.#owner = widen(this.#owner, new Int32Array(capacity))
    this.#kind = widen(this.#kind, new Int32Array(capacity))
    this.#key = widen(this.#key, new Float64Array(capacity))
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

function widen<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}
