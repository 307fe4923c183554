import { integrate, type OdePoint } from './dormand-prince.ts'

/** Shares of the population at one time. */
export interface EpidemicPoint {
  readonly t: number
  /** Has not heard it. */
  readonly susceptible: number
  /** Spreads it. */
  readonly infective: number
}

/** What both models start from and how they end. */
export interface EpidemicOptions {
  /** The share that spreads it at the start. */
  readonly infective: number
  /** Ends the run when fewer spread it; default 1e-9. */
  readonly over?: number
  /** Default 10,000. */
  readonly maxTime?: number
}

/**
 * Kermack and McKendrick's model ("A contribution to the mathematical theory of epidemics", 1927): ds/dt = -β s i,
 * di/dt = β s i - γ i. Blind rumour mongering: β calls a time, and a chance γ a time to stop.
 */
export function sir(beta: number, gamma: number, options: EpidemicOptions): EpidemicPoint[] {
  return epidemic((s, i) => [-beta * s * i, beta * s * i - gamma * i], options)
}

/**
 * Demers et al. 1987, section 1.4: ds/dt = -s i, di/dt = s i - (1/k)(1-s) i. Push with feedback and coin, one call a
 * time, its residue s = e^{-(k+1)(1-s)}.
 */
export function rumor(k: number, options: EpidemicOptions): EpidemicPoint[] {
  return epidemic((s, i) => [-s * i, s * i - ((1 - s) * i) / k], options)
}

type Rates = (susceptible: number, infective: number) => [number, number]

function epidemic(rates: Rates, { infective, over = 1e-9, maxTime = 10_000 }: EpidemicOptions): EpidemicPoint[] {
  const points = integrate((_t, y, out) => out.set(rates(y[0] as number, y[1] as number)), [1 - infective, infective], {
    from: 0,
    to: maxTime,
    until: (_t, y) => (y[1] as number) < over,
  })
  return points.map(pointOf)
}

function pointOf({ t, y }: OdePoint): EpidemicPoint {
  return { t, susceptible: y[0] as number, infective: y[1] as number }
}
