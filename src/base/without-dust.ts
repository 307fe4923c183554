/** A number without its last digits, which are rounding: 0.3, not 0.30000000000000004. */
export function withoutDust(value: number): number {
  return Number(value.toPrecision(12))
}
