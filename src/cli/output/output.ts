import { visible } from '../../base/visible-text.ts'
import { table } from './table.ts'

/** For people at a terminal, for `cut` and `awk`, or for programs. */
export type OutputMode = 'human' | 'tsv' | 'json'

/** Where a command's data goes: standard output, in the form that its reader wants. */
export class Output {
  readonly mode: OutputMode
  readonly #write: (text: string) => void

  /** @param write where text goes; tests give their own */
  constructor(mode: OutputMode, write: (text: string) => void = (text) => process.stdout.write(text)) {
    this.mode = mode
    this.#write = write
  }

  /** One object. */
  json(value: unknown): void {
    this.#write(`${JSON.stringify(value)}\n`)
  }

  /** One line of text. */
  line(text: string): void {
    this.#write(`${text}\n`)
  }

  /**
   * Rows below a header for people; without a header and with tabs for programs.
   * @param style what people get to see of a cell: colours, say
   */
  rows(header: readonly string[], rows: readonly (readonly string[])[], style: CellStyle = plain): void {
    const safe = rows.map((row) => row.map(visible))
    if (this.mode === 'tsv') for (const row of safe) this.line(row.join('\t'))
    else
      this.line(
        table(
          header,
          safe.map((row) => row.map((text, column) => style(column, text))),
        ),
      )
  }
}

/** Turns a cell's text into what a terminal shows. */
export type CellStyle = (column: number, text: string) => string

function plain(_column: number, text: string): string {
  return text
}

/** JSON where it was asked for, tables on a terminal, tabs elsewhere. */
export function outputMode(isJson: boolean, isTerminal: boolean = process.stdout.isTTY): OutputMode {
  if (isJson) return 'json'
  return isTerminal ? 'human' : 'tsv'
}
