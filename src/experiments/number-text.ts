import type { Band, Measurement } from './experiment.ts'

/** A number with as many digits as a reader wants: four that count, powers of ten for the very large and small. */
export function numberText(value: number): string {
  const size = Math.abs(value)
  if (isExtreme(size)) return wholeText(Number(value.toPrecision(3)))
  return wholeText(Number(value.toPrecision(size >= 1000 ? 7 : 4)))
}

/** A number with all its digits, for one that is round already. */
export function wholeText(value: number): string {
  return isExtreme(Math.abs(value)) ? value.toExponential().replace('e+', 'e') : String(value)
}

/** Too small or too large to count zeros. */
function isExtreme(size: number): boolean {
  return Number.isFinite(size) && size !== 0 && (size < 0.001 || size >= 1e7)
}

/** A number with its unit, if it has both. */
export function quantityText(value: number | undefined, unit: string | undefined): string {
  if (value === undefined) return ''
  return unit === undefined ? numberText(value) : `${numberText(value)} ${unit}`
}

/** "1.9 to 2.1", "at least 2", "at most 5". The ends of a narrow band have more digits, or they would look alike. */
export function bandText({ least, most }: Band): string {
  if (least !== undefined && most !== undefined) {
    const decimals = decimalsFor(most - least)
    return [least, most].map((end) => wholeText(Number(end.toFixed(decimals)))).join(' to ')
  }
  if (least !== undefined) return `at least ${numberText(least)}`
  return most === undefined ? 'anything' : `at most ${numberText(most)}`
}

/** As many as show two digits of a width. */
function decimalsFor(width: number): number {
  return width > 0 ? Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(width)))) : 4
}

/** "1.95 to 2.05", or nothing where nothing is left to chance. */
export function intervalText({ low, high }: Measurement): string {
  return low === undefined || high === undefined ? '' : `${numberText(low)} to ${numberText(high)}`
}
