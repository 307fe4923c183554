import { exp } from '../../../base/exponential.ts'
import { below, deriveSeed, Rng } from '../../../base/rng.ts'
import type { Measurement } from '../../experiment.ts'
import { meanOf } from '../../measure.ts'
import type { SmallRun } from '../ledger-entry.ts'
import { exactly } from './figures.ts'

const N = 1000
const RUNS = 100

/** Whether a rumour that its tellers drop reaches everybody. */
export const rumourResidueRun: SmallRun = {
  says: 'rumour mongering among 1000 (push, dropped after k useless contacts in a row): the share that never hears',
  run: (seed) => {
    const [one, two, three] = [1, 2, 3].map((k) => residue(k, seed)) as [Measurement, Measurement, Measurement]
    const figures = { 'never hear it, k = 1': one, 'never hear it, k = 2': two, 'never hear it, k = 3': three }
    return { figures, verdict: three.value > 1 / N ? 'wrong' : 'right' }
  },
}

/** Whether a constant rate of stopping describes a rumour. */
export const stoppingRateRun: SmallRun = {
  says: 'rumour mongering with k = 2 beside the final size of an epidemic whose members stop at a constant rate',
  run: (seed) => {
    const measured = residue(2, seed)
    const constantRate = finalSize(2)
    const figures = { 'never hear it, measured': measured, 'never hear it, constant rate': exactly(constantRate) }
    return { figures, verdict: Math.abs(constantRate / measured.value - 1) < 0.2 ? 'right' : 'wrong' }
  },
}

/** What an epidemic leaves in which each makes `contacts` contacts on average: s = e^(−contacts·(1 − s)). */
function finalSize(contacts: number): number {
  let share = 0
  for (let i = 0; i < 500; i++) share = exp(-contacts * (1 - share))
  return share
}

function residue(k: number, seed: number): Measurement {
  return meanOf(Array.from({ length: RUNS }, (_, run) => mongering(k, deriveSeed(seed, k, run))))
}

/** One rumour (Demers et al. 1987, section 1.4; feedback, counter, synchronous cycles). @returns who never hears it */
function mongering(k: number, seed: number): number {
  const rng = new Rng(seed)
  const random = (): number => rng.next()
  const heard = new Uint8Array(N)
  const useless = new Int32Array(N)
  heard[0] = 1
  let active = [0]
  let count = 1
  while (active.length > 0) {
    const before = heard.slice()
    const fresh: number[] = []
    for (const self of active) {
      const drawn = below(random, N - 1)
      const other = drawn < self ? drawn : drawn + 1
      useless[self] = before[other] === 1 ? (useless[self] as number) + 1 : 0
      if (heard[other] === 0) {
        heard[other] = 1
        fresh.push(other)
      }
    }
    count += fresh.length
    active = [...active.filter((self) => (useless[self] as number) < k), ...fresh]
  }
  return 1 - count / N
}
