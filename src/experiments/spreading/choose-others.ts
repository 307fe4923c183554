import { below } from '../../base/rng.ts'

/** Writes `out.length` different members of 0 … n − 1 into `out`, none of them `self`; n must exceed their number. */
export function chooseOthers(random: () => number, n: number, self: number, out: number[]): void {
  for (let i = 0; i < out.length; i++) {
    for (;;) {
      const drawn = below(random, n - 1)
      const other = drawn < self ? drawn : drawn + 1
      if (isNew(out, i, other)) {
        out[i] = other
        break
      }
    }
  }
}

/** Fan-outs are small: looking through the list beats a set. */
function isNew(chosen: readonly number[], count: number, candidate: number): boolean {
  for (let i = 0; i < count; i++) if (chosen[i] === candidate) return false
  return true
}
