import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { SweepError } from '../plan/sweep-error.ts'
import { type PointRange, pointAt, type SweepPlan } from '../plan/sweep-plan.ts'
import { lockFile } from './file-lock.ts'
import { linePrefix } from './result-line.ts'

/** No line is longer; what is, is no result file. */
const MOST_LINE_BYTES = 1 << 20
const CHUNK_BYTES = 1 << 16

/** The results of a sweep, one line a point, in the order of the plan. It only grows, so it shows how far a run came. */
export class ResultFile {
  readonly #fd: number
  readonly #release: () => void
  /** How many points it has. */
  readonly points: number

  /**
   * Opens or creates it, and cuts off a last line that was not written to its end.
   * @param fresh whether to begin anew
   * @throws SweepError if it holds anything but the first points of this part of the plan; then nothing of it is lost
   */
  constructor(path: string, plan: SweepPlan, range: PointRange, fresh = false) {
    this.#release = lockFile(path)
    try {
      this.#fd = openFile(path)
    } catch (error) {
      this.#release()
      throw error
    }
    try {
      if (fresh) ftruncateSync(this.#fd, 0)
      const { points, bytes } = readBack(this.#fd, path, plan, range)
      ftruncateSync(this.#fd, bytes)
      this.points = points
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Adds whole lines. */
  append(lines: string): void {
    const bytes = Buffer.from(lines)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at)
  }

  close(): void {
    closeSync(this.#fd)
    this.#release()
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'a+')
  } catch (error) {
    throw new SweepError(path, `cannot be written: ${(error as Error).message}`, { cause: error })
  }
}

/** Compares what is there with what the plan says. @returns how many points it has, and where the last one ends */
function readBack(fd: number, path: string, plan: SweepPlan, range: PointRange): { points: number; bytes: number } {
  let points = 0
  let bytes = 0
  for (const { text, isWhole } of linesOf(fd, path)) {
    const index = range.from + points
    const isOurs =
      index < range.to && (isWhole ? isLineOf : isBeginningOf)(text, linePrefix(plan.task, pointAt(plan, index)))
    if (!isOurs) throw new SweepError(`${path}:${points + 1}`, FOREIGN)
    if (!isWhole) break
    points++
    bytes += Buffer.byteLength(text) + 1
  }
  return { points, bytes }
}

const FOREIGN = 'is not a line of this sweep; give another --out, or --fresh to begin anew'

function isLineOf(line: string, prefix: string): boolean {
  if (!line.startsWith(prefix)) return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** Whether this is how far a line was written. What else has no line break is somebody else's file. */
function isBeginningOf(text: string, prefix: string): boolean {
  return text.startsWith(prefix) || prefix.startsWith(text)
}

/** The lines without their line breaks; what follows the last one is not whole. */
function* linesOf(fd: number, path: string): Generator<{ readonly text: string; readonly isWhole: boolean }> {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  let rest = Buffer.alloc(0)
  for (let at = 0, read = 0; (read = readSync(fd, chunk, 0, CHUNK_BYTES, at)) > 0; at += read) {
    let text = Buffer.concat([rest, chunk.subarray(0, read)])
    for (let end = text.indexOf(10); end !== -1; end = text.indexOf(10)) {
      yield { text: text.toString('utf8', 0, end), isWhole: true }
      text = text.subarray(end + 1)
    }
    if (text.length > MOST_LINE_BYTES) throw new SweepError(path, FOREIGN)
    rest = text
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), isWhole: false }
}
