/** What holds a process up: while it is shut the process neither hears nor says anything. */
export interface Gate {
  shut(): void
  /** What was held up happens now. */
  open(): void
}
