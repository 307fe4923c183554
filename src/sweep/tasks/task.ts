/** A number that a task may be given. A switch is 0 or 1. */
export interface ParameterSpec {
  readonly default: number
  readonly least: number
  readonly most: number
  /** Whether only whole numbers make sense. */
  readonly whole?: boolean
  /** What it is, in one line. */
  readonly about: string
}

/** Values of every parameter of a task, by name. */
export type Parameters = Readonly<Record<string, number>>

/** What was measured, by name; null is what did not happen, such as a death that nobody noticed. */
export type Results = Readonly<Record<string, number | null>>

/** A measurement that a sweep repeats: equal parameters and seed give equal results, on every machine. */
export interface SweepTask<Name extends string = string> {
  /** Kebab-case. */
  readonly name: string
  /** What it measures, in one line. */
  readonly about: string
  readonly parameters: Readonly<Record<Name, ParameterSpec>>
  /** Every result, with what it is. */
  readonly results: Readonly<Record<string, string>>
  /** Measures, synchronously. It is given every parameter; see {@link measure}. */
  run(parameters: Readonly<Record<Name, number>>, seed: number): Results
}

/** @returns what is wrong with a value, or undefined */
export function refuseValue(value: number, { least, most, whole }: ParameterSpec): string | undefined {
  const fits = value >= least && value <= most && (whole !== true || Number.isInteger(value))
  return fits ? undefined : `must be a ${whole === true ? 'whole ' : ''}number from ${least} to ${most}`
}

/** The value of every parameter of a task: those given, and defaults for the others. */
export function complete(task: SweepTask, given: Parameters): Parameters {
  return Object.fromEntries(Object.entries(task.parameters).map(([name, spec]) => [name, given[name] ?? spec.default]))
}

/**
 * Runs a task once.
 * @throws Error if it fails, or gives what is no number
 */
export function measure(task: SweepTask, given: Parameters, seed: number): Results {
  const results = task.run(complete(task, given), seed)
  const wrong = Object.entries(results).find(([, value]) => value !== null && !Number.isFinite(value))
  if (wrong !== undefined) throw new Error(`${task.name} gave ${wrong[0]} = ${wrong[1]}`)
  return results
}
