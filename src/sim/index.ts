export { type Capsule, CAPSULE_SCHEMA, type Json, makeCapsule, readCapsule, writeCapsule } from './capsule.ts'
export type { Counters } from './engine/counters.ts'
export type { SimOptions, Wire } from './engine/options.ts'
export type { MakeLayer, NodeState, SimNode } from './engine/sim-node.ts'
export { type EventListener, Simulation } from './engine/simulation.ts'
export { applySchedule, type ApplyOptions } from './faults/apply-schedule.ts'
export { checkSchedule } from './faults/check-schedule.ts'
export type { Fault, FaultSchedule, Repetition, Trigger } from './faults/fault.ts'
export { shrink, type ShrinkCase, type ShrinkOptions, type ShrinkRun, type Shrunk } from './faults/shrink.ts'
export { churnFromTrace, type ChurnOptions, poissonChurn, type Session } from './faults/churn.ts'
export { checkKnobs, drawKnobs, type KnobChoices, type Knobs } from './faults/knobs.ts'
export {
  BASIC_FAULTS,
  RANDOM_FAULTS,
  type RandomFault,
  randomSchedule,
  type RandomScheduleOptions,
} from './faults/random-schedule.ts'
export { always, type Bound, eventually, never, sometimes } from './invariants/always.ts'
export { fingerprintOf, type Invariant, InvariantError, type InvariantKind } from './invariants/invariant.ts'
export type { Bandwidth } from './network/interfaces.ts'
export type { Latency, LinkLatency, ZoneLatency } from './network/latency.ts'
export type { BurstLoss, Loss } from './network/loss.ts'
export { type Network, NETWORK_DEFAULTS, type NetworkOptions, type Reordering, type Undo } from './network/network.ts'
export { between, cutRule, type NetworkRule, partitionRule, ringRule, type Verdict } from './network/rule.ts'
export { compareRuns, type Comparison, type Difference, type MakeSimulation } from './replay/compare-runs.ts'
export { failureShare, fork, type ForkOptions, type Moment, runTo, type Share, shareOf } from './replay/fork.ts'
export { type ChromeTraceOptions, toChromeTrace } from './trace/chrome-trace.ts'
export { toJsonLines } from './trace/json-lines.ts'
export type { TraceMode } from './trace/recorder.ts'
export { type TraceEntry, type TraceKind } from './trace/trace-entry.ts'
