/**
 * e^x that is the same to the last bit on every engine (the language leaves Math.exp approximate): x is split into
 * k·ln 2 + r with |r| ≤ ln(2)/2, and e^r is summed as a Taylor series. Within 4 units in the last place for |x| ≤ 50.
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY
  if (x < -745.1332191019412) return 0
  const k = Math.round(x / LN2)
  return scale(series(x - k * LN2_HIGH - k * LN2_LOW), k)
}

const LN2 = 0.6931471805599453
/** The first 32 bits of ln 2: k times it is exact. */
const LN2_HIGH = 0.6931471803691238
/** The rest of ln 2. */
const LN2_LOW = 1.9082149292705877e-10

/** Fifteen terms leave less than 2^-56 for |r| ≤ 0.35. */
function series(r: number): number {
  let sum = 1
  for (let n = 15; n >= 1; n--) sum = 1 + (r / n) * sum
  return sum
}

/** value · 2^k by exact multiplications. */
function scale(value: number, k: number): number {
  let scaled = value
  for (let left = k; left > 0; left--) scaled *= 2
  for (let left = k; left < 0; left++) scaled /= 2
  return scaled
}
