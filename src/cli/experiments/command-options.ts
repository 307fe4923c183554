/** The options of `hearsay experiment run`. */
export interface ExperimentRunOptions {
  readonly all?: boolean
  readonly runs: number
  readonly seed: number
  readonly scale: number
  readonly json?: boolean
  readonly report?: string
}

/** The options of `hearsay claims`. */
export interface ClaimsOptions {
  readonly section?: string
  readonly check?: boolean
  readonly seed: number
  readonly json?: boolean
}
