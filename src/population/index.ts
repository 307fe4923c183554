export { binomial } from './binomial.ts'
export {
  type Bounds,
  finalResidue,
  infectAndDieCoverage,
  pushRoundsBounds,
  reachAllChance,
  roundsEstimate,
  rumorResidue,
} from './closed-forms.ts'
export { distinctHits } from './occupancy.ts'
export { type Derivative, integrate, type IntegrateOptions, type OdePoint } from './ode/dormand-prince.ts'
export { type EpidemicOptions, type EpidemicPoint, rumor, sir } from './ode/epidemics.ts'
export type { SpreadMode, SpreadPlan, StopRule } from './plan.ts'
export type { SpreadMessages, SpreadResult } from './result.ts'
export { spread, type SpreadEngine } from './spread.ts'
