import { visible } from '../../base/visible-text.ts'

/** Fields that have a place of their own. */
const PLACED = new Set(['time', 'level', 'msg'])

/** Turns pino's JSON lines into lines for people: time, level, message, then key=value. */
export class TextLines {
  readonly #write: (line: string) => void

  constructor(write: (line: string) => void) {
    this.#write = write
  }

  write(json: string): void {
    const entry = JSON.parse(json) as Readonly<Record<string, unknown>>
    const fields = Object.entries(entry).filter(([key]) => !PLACED.has(key))
    const rest = fields.map(([key, value]) => ` ${key}=${quoted(value)}`).join('')
    const level = String(entry['level']).toUpperCase().padEnd(5)
    this.#write(`${String(entry['time'])} ${level} ${visible(String(entry['msg']))}${rest}\n`)
  }
}

/** A value in one word: text with spaces in it gets quotes. */
function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^[\w.:[\]/+-]+$/.test(text) ? text : JSON.stringify(visible(text))
}
