import type { Band, Measurement } from './experiment.ts'

/** A number with as many digits as a reader wants: four that count, powers of ten for the very large and small. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 0.001 || size >= 1e7))
    return Number(value.toPrecision(3)).toExponential().replace('e+', 'e')
  return String(Number(value.toPrecision(size >= 1000 ? 7 : 4)))
}

/** A number with its unit, if it has both. */
export function quantityText(value: number | undefined, unit: string | undefined): string {
  if (value === undefined) return ''
  return unit === undefined ? numberText(value) : `${numberText(value)} ${unit}`
}

/** "1.9 to 2.1", "at least 2", "at most 5". */
export function bandText({ least, most }: Band): string {
  if (least !== undefined && most !== undefined) return `${numberText(least)} to ${numberText(most)}`
  if (least !== undefined) return `at least ${numberText(least)}`
  return most === undefined ? 'anything' : `at most ${numberText(most)}`
}

/** "1.95 to 2.05", or nothing where nothing is left to chance. */
export function intervalText({ low, high }: Measurement): string {
  return low === undefined || high === undefined ? '' : `${numberText(low)} to ${numberText(high)}`
}
