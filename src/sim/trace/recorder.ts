import type { TraceEntry, TraceKind } from './trace-entry.ts'
import { TRACE_KINDS } from './trace-entry.ts'
import { TraceHash } from './trace-hash.ts'

/** How much of a run is written down: nothing, its hash, or every entry as well. */
export type TraceMode = 'off' | 'hash' | 'full'

/** Numbers of the trace kinds, so that hot paths pass small integers. */
export const TRACE: Readonly<Record<TraceKind, number>> = Object.fromEntries(
  TRACE_KINDS.map((kind, number) => [kind, number]),
) as Record<TraceKind, number>

/** Writes down what happens. */
export class Recorder {
  readonly entries: TraceEntry[] = []
  readonly #hash = new TraceHash()
  readonly #isOn: boolean
  readonly #isFull: boolean

  constructor(mode: TraceMode) {
    this.#isOn = mode !== 'off'
    this.#isFull = mode === 'full'
  }

  /** 16 hexadecimal digits over everything recorded so far. */
  get hash(): string {
    return this.#hash.digits
  }

  /**
   * @param tick virtual microseconds
   * @param kind a number out of {@link TRACE}
   * @param sentTick of a message that arrives
   */
  record(tick: number, kind: number, node: number, peer: number, tag: number, size: number, sentTick = -1): void {
    if (!this.#isOn) return
    this.#addToHash(tick, kind, node, peer, tag, size)
    if (!this.#isFull) return
    const entry = entryOf(tick, kind, node, peer, tag, size)
    this.entries.push(sentTick < 0 ? entry : { ...entry, sentAt: sentTick / 1000 })
  }

  /** Records that a node's stack emitted an event of this type. */
  recordEmit(tick: number, node: number, event: string): void {
    if (!this.#isOn) return
    this.#addToHash(tick, TRACE.emit, node, -1, 0, 0)
    this.#hash.addText(event)
    if (this.#isFull) this.entries.push({ ...entryOf(tick, TRACE.emit, node, -1, 0, 0), event })
  }

  #addToHash(tick: number, kind: number, node: number, peer: number, tag: number, size: number): void {
    const hash = this.#hash
    hash.add(tick) // its lower 32 bits
    hash.add((tick / 0x100000000) ^ (kind << 24) ^ (tag << 8)) // 2^32 µs are 71 minutes: the byte below lasts 12 days
    hash.add(node)
    hash.add(peer)
    hash.add(size)
  }
}

function entryOf(tick: number, kind: number, node: number, peer: number, tag: number, size: number): TraceEntry {
  return { at: tick / 1000, kind: TRACE_KINDS[kind] as TraceKind, node, peer, tag, size }
}
