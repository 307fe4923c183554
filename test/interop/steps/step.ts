import type { CheckSize } from '../../verify/check.ts'
import type { MixedCluster } from '../mixed-cluster.ts'

/** What a step of the scenario works with. */
export interface Stage {
  readonly cluster: MixedCluster
  readonly size: CheckSize
  readonly signal: AbortSignal
  /** A measured number; the mode is put before its name. */
  readonly figure: (name: string, value: number | string, unit?: string) => void
  /** What must hold; the mode is put before the message. */
  readonly expect: (condition: boolean, message: string) => void
}

/** One part of the scenario. It finds all six alive, and leaves them so. */
export interface Step {
  readonly name: string
  /** What agents may complain of meanwhile, and why; any other warning or error in a log is a failure. */
  readonly tolerated?: readonly { readonly pattern: RegExp; readonly why: string }[]
  run(stage: Stage): Promise<void>
}
