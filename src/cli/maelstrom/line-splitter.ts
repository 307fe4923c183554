import { StringDecoder } from 'node:string_decoder'

/** Cuts what comes from a stream into lines; one that is too long is left out and told of. */
export class LineSplitter {
  readonly #most: number
  readonly #onLine: (line: string) => void
  readonly #onTooLong: () => void
  readonly #decoder = new StringDecoder('utf8')
  #pieces: string[] = []
  #length = 0

  /** @param most characters of a line */
  constructor(most: number, onLine: (line: string) => void, onTooLong: () => void) {
    this.#most = most
    this.#onLine = onLine
    this.#onTooLong = onTooLong
  }

  /** More of the stream has come. */
  write(chunk: Uint8Array): void {
    const parts = this.#decoder.write(Buffer.from(chunk)).split('\n')
    for (const part of parts.slice(0, -1)) {
      this.#add(part)
      this.#end()
    }
    this.#add(parts.at(-1) ?? '')
  }

  /** The stream has ended, perhaps in the middle of a line. */
  end(): void {
    this.#add(this.#decoder.end())
    this.#end()
  }

  #add(piece: string): void {
    this.#length += piece.length
    if (this.#length > this.#most) this.#pieces = []
    else if (piece !== '') this.#pieces.push(piece)
  }

  #end(): void {
    const line = this.#pieces.join('')
    const isTooLong = this.#length > this.#most
    this.#pieces = []
    this.#length = 0
    if (isTooLong) this.#onTooLong()
    else if (line.trim() !== '') this.#onLine(line)
  }
}
