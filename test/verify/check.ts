/** `small` is for every test run, `full` is what `npm run verify` does. */
export type CheckSize = 'small' | 'full'

/** Where a check puts what it finds. */
export interface Report {
  /** A number that was measured. */
  figure(name: string, value: number | string, unit?: string): void
  /** A remark for the reader. */
  note(text: string): void
  /** What must hold; the check goes on, so that one run shows all that is wrong. */
  expect(condition: boolean, message: string): void
  /** What is being done right now. */
  progress(text: string): void
  /** The check cannot be done here (a peer program is missing). With CI=true this is a failure. */
  skip(reason: string): void
}

/** A promise of the project that a program can check. */
export interface Check {
  /** Kebab-case: `npm run verify -- NAME`. */
  readonly name: string
  /** What must show, in one line. */
  readonly title: string
  /** Most milliseconds of the small form; default 60,000. */
  readonly smallLimitMs?: number
  run(size: CheckSize, report: Report, signal: AbortSignal): Promise<void>
}
