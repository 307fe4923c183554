import { readFileSync, statSync } from 'node:fs'
import { isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml'
import { nearest } from '../../base/nearest.ts'
import { findTask, tasks } from '../tasks/index.ts'
import { refuseValue, type SweepTask } from '../tasks/task.ts'
import { readAxis, readNumber, readSeeds, type ValueSource, ValueProblem } from './axis-values.ts'
import { SweepError } from './sweep-error.ts'
import { MOST_POINTS, type SweepPlan } from './sweep-plan.ts'

/** No sweep is described at greater length; a wrong path must not fill the memory. */
const MAX_BYTES = 1 << 20
const KEYS = ['task', 'grid', 'seeds', 'fixed']

/**
 * Reads a sweep file, YAML or JSON (which is YAML too).
 * @throws SweepError naming file, line and key
 */
export function readSweepFile(path: string): SweepPlan {
  return parseSweep(readText(path), path)
}

/** Parses the text of a sweep file. @throws SweepError */
export function parseSweep(text: string, path: string): SweepPlan {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number): string => `${path}:${lines.linePos(offset).line}`
  const [problem] = document.errors
  if (problem !== undefined) throw new SweepError(lineAt(problem.pos[0]), problem.message)
  const entries = new Entries(document.contents, lineAt, { where: `${path}:1`, what: '', like: 'task: spread' })
  entries.refuseOthers(KEYS, 'key')
  const task = readTask(entries, path)
  const grid = readGrid(entries, task)
  const fixed = readFixed(entries, task, grid)
  return { task, fixed, ...expand(entries, grid, path) }
}

/** Where a map stands, its key with a space behind it, and an example of what it holds. */
interface Place {
  readonly where: string
  readonly what: string
  readonly like: string
}

/** A map of the file, and where each of its keys stands. */
class Entries {
  readonly where: string
  readonly #pairs: ReadonlyMap<string, { readonly value: unknown; readonly where: string }>
  readonly #lineAt: (offset: number) => string

  constructor(node: unknown, lineAt: (offset: number) => string, { where, what, like }: Place) {
    if (!isMap(node)) throw new SweepError(where, `${what}must be a map, as in "${like}"`)
    this.where = where
    this.#lineAt = lineAt
    this.#pairs = new Map(node.items.map((pair) => this.#entry(pair)))
  }

  get names(): string[] {
    return [...this.#pairs.keys()]
  }

  /** Where a key stands; where it is missing, the map. */
  whereOf(name: string): string {
    return this.#pairs.get(name)?.where ?? this.where
  }

  get(name: string): unknown {
    return this.#pairs.get(name)?.value
  }

  /** The map that stands under a key, if there is one. @param like what it might hold, for the message */
  below(name: string, like: string): Entries | undefined {
    if (!this.#pairs.has(name)) return undefined
    return new Entries(this.get(name), this.#lineAt, { where: this.whereOf(name), what: `${name} `, like })
  }

  /** Reads what stands under a key, and says where it stands if it is wrong. */
  read<T>(name: string, read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ValueProblem)) throw error
      throw new SweepError(this.whereOf(name), `${name} ${error.message}`, { cause: error })
    }
  }

  /** @throws SweepError naming the nearest of the known names */
  refuseOthers(known: readonly string[], what: string): void {
    const name = this.names.find((candidate) => !known.includes(candidate))
    if (name !== undefined) throw new SweepError(this.whereOf(name), unknownName(what, name, known))
  }

  #entry({ key, value }: Pair): [string, { value: unknown; where: string }] {
    const offset = (isScalar(key) ? key.range?.[0] : 0) ?? 0
    return [String(isScalar(key) ? key.value : key), { value, where: this.#lineAt(offset) }]
  }
}

interface GridAxis {
  readonly name: string
  readonly source: ValueSource
}

interface Grid {
  readonly entries: Entries | undefined
  readonly task: SweepTask
  readonly axes: readonly GridAxis[]
}

function readTask(entries: Entries, path: string): SweepTask {
  const node = entries.get('task')
  const names = tasks.map((task) => task.name)
  if (node === undefined) throw new SweepError(path, `lacks "task": one of ${names.join(', ')}`)
  const name = String(isScalar(node) ? node.value : node)
  const task = findTask(name)
  if (task === undefined) throw new SweepError(entries.whereOf('task'), unknownName('task', name, names))
  return task
}

function readGrid(entries: Entries, task: SweepTask): Grid {
  const grid = entries.below('grid', 'nodes: [8, 16]')
  grid?.refuseOthers(Object.keys(task.parameters), 'parameter')
  const names = grid?.names ?? []
  const axes = names.map((name) => ({
    name,
    source: (grid as Entries).read(name, () => readAxis(grid?.get(name))),
  }))
  return { entries: grid, task, axes }
}

function readFixed(entries: Entries, task: SweepTask, grid: Grid): Record<string, number> {
  const fixed = entries.below('fixed', 'nodes: 8')
  if (fixed === undefined) return {}
  fixed.refuseOthers(Object.keys(task.parameters), 'parameter')
  const twice = fixed.names.find((name) => grid.axes.some((axis) => axis.name === name))
  if (twice !== undefined) throw new SweepError(fixed.whereOf(twice), `${twice} stands in the grid too`)
  return Object.fromEntries(
    fixed.names.map((name) => [name, fixed.read(name, () => checked(task, name, readNumber(fixed.get(name))))]),
  )
}

/** Makes the lists of values, once it is known that there are not too many points. */
function expand(
  entries: Entries,
  { entries: grid, task, axes }: Grid,
  path: string,
): Pick<SweepPlan, 'axes' | 'seeds'> {
  const node = entries.get('seeds')
  const seeds = entries.read('seeds', () => (node === undefined ? ONE_SEED : readSeeds(node)))
  const points = axes.reduce((product, axis) => product * axis.source.size, seeds.size)
  if (points > MOST_POINTS) throw new SweepError(path, `has ${points} points, the most is ${MOST_POINTS}`)
  const valuesOf = ({ name, source }: GridAxis): number[] =>
    (grid as Entries).read(name, () => source.values().map((value) => checked(task, name, value)))
  return {
    axes: axes.map((axis) => ({ name: axis.name, values: valuesOf(axis) })),
    seeds: entries.read('seeds', () => seeds.values()),
  }
}

const ONE_SEED: ValueSource = { size: 1, values: () => [1] }

function checked(task: SweepTask, name: string, value: number): number {
  const spec = task.parameters[name]
  const refusal = spec === undefined ? undefined : refuseValue(value, spec)
  if (refusal !== undefined) throw new ValueProblem(`is ${value}, but ${refusal}`)
  return value
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  return `unknown ${what} "${name}"; did you mean "${nearest(name, known)}"? There are ${known.join(', ')}`
}

function readText(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > MAX_BYTES) throw new SweepError(path, `has ${size} bytes, the most is ${MAX_BYTES}`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof SweepError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new SweepError(path, `cannot be read: ${why}`, { cause: error })
  }
}
