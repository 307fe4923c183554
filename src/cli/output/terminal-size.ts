/** Rows and columns. */
export interface TerminalSize {
  readonly rows: number
  readonly columns: number
}

/** For a terminal that does not tell its own. */
const USUAL: TerminalSize = { rows: 24, columns: 80 }

/** The size of a terminal. One that is reached over a serial line, or made by a script, may tell 0 or nothing. */
export function terminalSize({ rows = 0, columns = 0 }: Partial<TerminalSize>): TerminalSize {
  return { rows: rows > 0 ? rows : USUAL.rows, columns: columns > 0 ? columns : USUAL.columns }
}
