import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml'
import { withoutDust } from '../../base/without-dust.ts'

/** What is wrong with a value, to be told with its line. */
export class ValueProblem extends Error {}

/** Values whose number is known before they are made. */
export interface ValueSource {
  readonly size: number
  /** @throws ValueProblem */
  values(): number[]
}

/**
 * The values of an axis: a list, or so many from one to another with equal steps.
 * @throws ValueProblem
 */
export function readAxis(node: unknown): ValueSource {
  if (isMap(node)) return spaced(node)
  if (!isSeq(node)) throw new ValueProblem('must be a list, or {from, to, steps}; a single value belongs under "fixed"')
  return listed(node.items, readNumber)
}

/** The seeds: so many, from 1 on, or a list. @throws ValueProblem */
export function readSeeds(node: unknown): ValueSource {
  if (isSeq(node)) return listed(node.items, (item) => readCount(item, 0, 'must be whole numbers from 0'))
  const size = readCount(node, 1, 'must be how many seeds, or a list of them')
  return { size, values: () => Array.from({ length: size }, (_, i) => i + 1) }
}

/** A number. A switch may be written true or false. @throws ValueProblem */
export function readNumber(node: unknown): number {
  const value = isScalar(node) ? node.value : undefined
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new ValueProblem('must be a number')
}

function listed(items: readonly unknown[], read: (item: unknown) => number): ValueSource {
  if (items.length === 0) throw new ValueProblem('has no value')
  return { size: items.length, values: () => distinct(items.map(read)) }
}

const STEP_KEYS = ['from', 'to', 'steps']

function spaced(node: YAMLMap): ValueSource {
  const keys = node.items.map(({ key }) => String(isScalar(key) ? key.value : key))
  if (keys.length !== STEP_KEYS.length || STEP_KEYS.some((key) => !keys.includes(key))) {
    throw new ValueProblem('must have from, to and steps, and nothing else')
  }
  const [from, to] = [readNumber(node.get('from', true)), readNumber(node.get('to', true))]
  const size = readCount(node.get('steps', true), 2, 'needs at least 2 steps, a whole number')
  const at = (i: number): number => withoutDust(from + ((to - from) * i) / (size - 1))
  return { size, values: () => distinct(Array.from({ length: size }, (_, i) => at(i))) }
}

function readCount(node: unknown, least: number, what: string): number {
  const value = isScalar(node) ? node.value : undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw new ValueProblem(what)
}

function distinct(values: number[]): number[] {
  const seen = new Set<number>()
  for (const value of values) {
    if (seen.has(value)) throw new ValueProblem(`has ${value} twice`)
    seen.add(value)
  }
  return values
}
