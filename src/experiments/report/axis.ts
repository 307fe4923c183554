import { withoutDust } from '../../base/without-dust.ts'

/** A line of numbers on the page. */
export interface Axis {
  /** Where a value lies, in the plot's units. Values beyond the ends lie at the ends. */
  at(value: number): number
  /** Round values to label, each within the ends. */
  readonly ticks: readonly number[]
}

const MARGIN = 0.08
/** Below this a number counts as 0: a fraction of it has no power of ten. */
const TINY = 1e-300

/**
 * An axis on which all the values lie, with some room at both ends; values that are no finite numbers do not count.
 * @param from where it begins, in the plot's units
 * @param to where it ends; below `from` for an axis that goes up the page
 */
export function axisFor(values: readonly number[], from: number, to: number, wantedTicks = 5): Axis {
  const finite = finiteOf(values, 0)
  const [least, most] = [Math.min(...finite), Math.max(...finite)]
  const room = most - least > TINY ? (most - least) * MARGIN : Math.abs(most) > TINY ? Math.abs(most) * 0.1 : 1
  // what is never negative should not look as if it could be
  const low = least >= 0 ? Math.max(0, least - room) : least - room
  const high = most + room
  return axisBetween(low, high, { from, to, wantedTicks })
}

/** An axis by powers of ten. @param values all above 0; those that are not finite do not count */
export function logarithmicAxisFor(values: readonly number[], from: number, to: number): Axis {
  const finite = finiteOf(values, 1)
  const low = Math.floor(Math.log10(Math.min(...finite)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...finite))))
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`))
  return {
    ticks,
    at: (value) => {
      const exponent = value > 0 ? Math.log10(value) : low
      return rounded(from + ((Math.min(high, Math.max(low, exponent)) - low) / (high - low)) * (to - from))
    },
  }
}

/** The finite ones, or one that stands for them where there are none. */
function finiteOf(values: readonly number[], otherwise: number): readonly number[] {
  const finite = values.filter((value) => Number.isFinite(value))
  return finite.length === 0 ? [otherwise] : finite
}

interface Span {
  readonly from: number
  readonly to: number
  readonly wantedTicks: number
}

function axisBetween(low: number, high: number, { from, to, wantedTicks }: Span): Axis {
  const step = roundStep((high - low) / wantedTicks)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => withoutDust((first + i) * step))
  return {
    ticks,
    at: (value) => rounded(from + ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (to - from)),
  }
}

/** The next 1, 2 or 5 times a power of ten. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = rough / power
  if (factor <= 1) return power
  if (factor <= 2) return 2 * power
  return factor <= 5 ? 5 * power : 10 * power
}

function rounded(place: number): number {
  return Math.round(place * 100) / 100
}
