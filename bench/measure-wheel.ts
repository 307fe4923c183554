import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TimingWheel } from '../src/base/timing-wheel.ts'
import { inProject } from '../test/support/project.ts'
import { summarize } from './statistics.ts'

/** What one queue did. */
export interface QueueFigure {
  /** Over the order in which entries came out. */
  readonly checksum: number
  /** CPU per entry taken out and put in. */
  readonly ns: number
}

/** The wheel and C++'s queue with equally many entries pending, medians over the rounds. */
export interface WheelFigures {
  readonly pending: number
  readonly operations: number
  readonly wheelNs: number
  /** Missing without a C++ compiler. */
  readonly priorityQueueNs?: number
  /** Whether all gave the entries out in the same order. */
  readonly isSameOrder: boolean
}

/** The hold model of `sim/reference.cpp` on our wheel. */
export function holdOnWheel(pending: number, operations: number): QueueFigure {
  const delays = new Delays()
  const wheel = new TimingWheel(1024)
  for (let i = 0; i < pending; i++) wheel.schedule(delays.next(), i, 0, i)
  const started = process.cpuUsage()
  let checksum = 0
  for (let left = operations; left > 0; left -= CHUNK) {
    checksum = hold(wheel, delays, Math.min(left, CHUNK), checksum)
  }
  const { user, system } = process.cpuUsage(started)
  return { checksum: checksum >>> 0, ns: ((user + system) * 1000) / operations }
}

/** In chunks, because one endless loop would stay in half-optimised code (on-stack replacement). */
const CHUNK = 16_384

function hold(wheel: TimingWheel, delays: Delays, operations: number, before: number): number {
  let checksum = before
  for (let i = 0; i < operations; i++) {
    const entry = wheel.pop(Number.POSITIVE_INFINITY)
    const at = wheel.atOf(entry)
    const owner = wheel.ownerOf(entry)
    checksum = (Math.imul(checksum, 31) + ((at % 0x100000000) | 0) + owner) | 0
    wheel.schedule(at + delays.next(), owner, 0, wheel.keyOf(entry))
  }
  return checksum
}

/** Half are messages, the rest timers of gossip, probes and their time-outs; microseconds. Xorshift (Marsaglia, 2003). */
class Delays {
  #state = 0x9e3779b9 | 0

  next(): number {
    let word = this.#state
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    this.#state = word
    const fine = (word >>> 3) % 1000
    const kind = word & 7
    if (kind > 3) return 500 + fine
    if (kind === 0) return 200_000 + fine
    return (kind === 1 ? 500_000 : 1_000_000) + fine
  }
}

/** Measures both in turns, so that what else the machine does touches them alike. */
export function measureWheel(pending: number, operations: number, rounds: number): WheelFigures {
  const reference = compileReference()
  const ours: QueueFigure[] = []
  const theirs: QueueFigure[] = []
  holdOnWheel(Math.min(pending, 10_000), 200_000) // so that the first round is compiled too
  for (let round = 0; round < rounds; round++) {
    ours.push(holdOnWheel(pending, operations))
    if (reference !== undefined) theirs.push(reference.run(pending, operations))
  }
  reference?.remove()
  return {
    pending,
    operations,
    wheelNs: median(ours),
    ...(theirs.length === 0 ? {} : { priorityQueueNs: median(theirs) }),
    isSameOrder: new Set([...ours, ...theirs].map(({ checksum }) => checksum)).size === 1,
  }
}

function median(figures: readonly QueueFigure[]): number {
  return summarize(figures.map(({ ns }) => ns)).median
}

interface Reference {
  run(pending: number, operations: number): QueueFigure
  remove(): void
}

/** The C++ program, compiled now; undefined if there is no g++. */
function compileReference(): Reference | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'hearsay-bench-'))
  const program = join(folder, 'reference')
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const compiled = spawnSync('g++', ['-O3', '-march=native', '-o', program, inProject('bench/sim/reference.cpp')])
  if (compiled.status !== 0) {
    remove()
    return undefined
  }
  return { run: (pending, operations) => runReference(program, pending, operations), remove }
}

function runReference(program: string, pending: number, operations: number): QueueFigure {
  const { stdout } = spawnSync(program, [String(pending), String(operations)], { encoding: 'utf8' })
  const [checksum = Number.NaN, ns = Number.NaN] = stdout.split(' ').map(Number)
  return { checksum, ns }
}
