/** The 97.5th percentile of the normal distribution: 95 % of it lie within so many deviations of the mean. */
export const Z95 = 1.959963984540054

/** Both ends of an interval of shares. */
export interface ShareInterval {
  readonly low: number
  readonly high: number
}

/**
 * What a share is with 95 % confidence, after `hits` in so many independent `tries`: the score interval of Wilson
 * ("Probable inference, the law of succession, and statistical inference", JASA 22, 1927), sound for few tries and near
 * 0 and 1 too.
 */
export function wilsonInterval(hits: number, tries: number): ShareInterval {
  const share = hits / tries
  const square = Z95 * Z95
  const centre = (share + square / (2 * tries)) / (1 + square / tries)
  const half = (Z95 / (1 + square / tries)) * Math.sqrt((share * (1 - share)) / tries + square / (4 * tries * tries))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
