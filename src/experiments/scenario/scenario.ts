import type { AccrualOptions } from '../../detection/phi/evidence/options.ts'
import type { SwimOptions } from '../../membership/swim/options.ts'
import type { FaultSchedule, NetworkOptions } from '../../sim/index.ts'
import type { ScenarioProperty } from './property.ts'

/** A cluster, its network and what happens to it, as data. */
export interface Scenario {
  readonly seed: number
  /** Members, all started at once. */
  readonly nodes: number
  /** How long it lives, virtual ms. */
  readonly durationMs: number
  /** Over memberlist's LAN settings. */
  readonly swim: Partial<SwimOptions>
  /** Heartbeats as evidence beside probes, over their defaults; without it there are none. */
  readonly accrual?: Partial<AccrualOptions>
  readonly network: NetworkOptions
  /** Times count from the start. */
  readonly faults: FaultSchedule
  /** User events: which node fires when. */
  readonly events: readonly ScenarioEvent[]
  /** What must hold. */
  readonly properties: readonly ScenarioProperty[]
}

/** A user event that a node fires. */
export interface ScenarioEvent {
  readonly at: number
  readonly node: number
}
