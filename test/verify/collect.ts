import { forbiddenSkip } from '../support/skips.ts'
import type { Report } from './check.ts'

/** One figure of a check. */
export interface Figure {
  readonly name: string
  readonly value: number | string
  readonly unit: string
}

/** A report that keeps everything, and tells a listener as it comes. */
export class CollectingReport implements Report {
  readonly figures: Figure[] = []
  readonly notes: string[] = []
  readonly failures: string[] = []
  /** How many expectations were checked. */
  expectations = 0
  skipped: string | undefined
  readonly #onProgress: (text: string) => void

  constructor(onProgress: (text: string) => void = () => {}) {
    this.#onProgress = onProgress
  }

  figure(name: string, value: number | string, unit = ''): void {
    this.figures.push({ name, value, unit })
  }

  note(text: string): void {
    this.notes.push(text)
  }

  expect(condition: boolean, message: string): void {
    this.expectations++
    if (!condition) this.failures.push(message)
  }

  progress(text: string): void {
    this.#onProgress(text)
  }

  skip(reason: string): void {
    this.skipped = reason
    const failure = forbiddenSkip(reason)
    if (failure !== undefined) this.failures.push(failure)
  }

  /** Whether the check has shown what it must. */
  get passed(): boolean {
    return this.failures.length === 0 && this.skipped === undefined
  }
}

/** The figures as aligned lines: name, value, unit. */
export function figureLines(figures: readonly Figure[]): string[] {
  const values = figures.map((figure) => formatValue(figure.value))
  const nameWidth = Math.max(0, ...figures.map((figure) => figure.name.length))
  const valueWidth = Math.max(0, ...values.map((value) => value.length))
  return figures.map((figure, i) =>
    `${figure.name.padEnd(nameWidth)}  ${(values[i] as string).padStart(valueWidth)} ${figure.unit}`.trimEnd(),
  )
}

function formatValue(value: number | string): string {
  if (typeof value === 'string') return value
  if (Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 100 ? value.toFixed(1) : String(Number(value.toPrecision(4)))
}
