import { exp } from '../../base/exponential.ts'
import { ln } from '../../base/logarithm.ts'

/** Writes dy/dt at time t into `out`. */
export type Derivative = (t: number, y: Float64Array, out: Float64Array) => void

/** How far to integrate, and how well. */
export interface IntegrateOptions {
  readonly from: number
  readonly to: number
  /** Error of a step relative to the value; default 1e-9. */
  readonly relative?: number
  /** Error of a step at values near 0; default 1e-12. */
  readonly absolute?: number
  /** Asked after each step; the integration ends where it says so. */
  readonly until?: (t: number, y: Float64Array) => boolean
}

/** The state at one time. */
export interface OdePoint {
  readonly t: number
  readonly y: Float64Array
}

/**
 * Integrates an ordinary differential equation by Dormand and Prince's pair of orders 5 and 4 ("A family of embedded
 * Runge-Kutta formulae", JCAM 1980), the step's size following the error between the two.
 * @returns the start, every step, and the end
 * @throws RangeError if `to` is before `from`, if one is no finite number, or if the steps become too small to go on
 */
export function integrate(derivative: Derivative, start: readonly number[], options: IntegrateOptions): OdePoint[] {
  const { from, to } = options
  if (!(from <= to && Number.isFinite(to - from))) {
    throw new RangeError(`an equation is integrated forward over a finite time, not from ${from} to ${to}`)
  }
  return new Integration(derivative, Float64Array.from(start), options).run()
}

/** Row i: how the slopes before it make up the i-th stage. The last row is the formula of order 5. */
const STAGES: readonly (readonly number[])[] = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
]
const TIMES: readonly number[] = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1]
/** Order 5 minus order 4. */
const ERROR: readonly number[] = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]

class Integration {
  readonly #derivative: Derivative
  readonly #options: Required<IntegrateOptions>
  readonly #slopes: readonly Float64Array[]
  #t: number
  #y: Float64Array
  #step: number

  constructor(derivative: Derivative, start: Float64Array, options: IntegrateOptions) {
    this.#derivative = derivative
    this.#options = { relative: 1e-9, absolute: 1e-12, until: () => false, ...options }
    this.#slopes = STAGES.map(() => new Float64Array(start.length))
    this.#t = options.from
    this.#y = start
    this.#step = (options.to - options.from) / 1000
  }

  run(): OdePoint[] {
    const { to, until } = this.#options
    const points: OdePoint[] = [{ t: this.#t, y: this.#y }]
    while (this.#t < to && !until(this.#t, this.#y)) {
      this.#advance(to)
      points.push({ t: this.#t, y: this.#y })
    }
    return points
  }

  /** One step that is good enough. */
  #advance(to: number): void {
    for (;;) {
      const isLast = this.#t + this.#step >= to
      const step = isLast ? to - this.#t : this.#step
      if (this.#t + step === this.#t) throw new RangeError(`the equation cannot be integrated beyond t = ${this.#t}`)
      const y = this.#stages(step)
      const error = this.#error(step, y)
      this.#step = step * factor(error)
      if (!(error <= 1)) continue
      this.#t = isLast ? to : this.#t + step
      this.#y = y
      return
    }
  }

  /** Fills the slopes; the last stage is the result. */
  #stages(step: number): Float64Array {
    let y = this.#y
    STAGES.forEach((weights, stage) => {
      y = this.#y.map((value, i) => value + step * weighted(weights, this.#slopes, i))
      this.#derivative(this.#t + (TIMES[stage] as number) * step, y, this.#slopes[stage] as Float64Array)
    })
    return y
  }

  /** Root mean square of the error in units of what is allowed. */
  #error(step: number, y: Float64Array): number {
    const { relative, absolute } = this.#options
    let sum = 0
    for (let i = 0; i < y.length; i++) {
      const size = Math.max(Math.abs(y[i] as number), Math.abs(this.#y[i] as number))
      const error = (step * weighted(ERROR, this.#slopes, i)) / (absolute + relative * size)
      sum += error * error
    }
    return Math.sqrt(sum / y.length)
  }
}

function weighted(weights: readonly number[], slopes: readonly Float64Array[], i: number): number {
  let sum = 0
  for (let stage = 0; stage < weights.length; stage++) {
    sum += (weights[stage] as number) * ((slopes[stage] as Float64Array)[i] as number)
  }
  return sum
}

/** How much longer the next step may be: the error grows with its fifth power. */
function factor(error: number): number {
  if (!(error < Number.POSITIVE_INFINITY)) return 0.2
  return error === 0 ? 5 : Math.min(5, Math.max(0.2, 0.9 * exp(-ln(error) / 5)))
}
