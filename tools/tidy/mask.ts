/** One comment of a file, its delimiters included. */
export interface Comment {
  readonly start: number
  readonly text: string
}

/** A file's text with all that is not code blanked out, so that a pattern finds code only. */
export interface Masked {
  /** As long as the original; comments and the insides of strings are spaces, line breaks stay. */
  readonly code: string
  readonly comments: readonly Comment[]
}

/** After these words a slash begins a regular expression, not a division. */
const BEFORE_REGEX = /(?:^|[^.\w$])(?:return|typeof|case|in|of|delete|void|throw|new|do|else|yield|await)$/

/** Blanks comments, strings, templates (not the code in them) and regular expressions. */
export function mask(text: string): Masked {
  return new Masker(text).run()
}

class Masker {
  readonly #text: string
  readonly #out: string[]
  readonly #comments: Comment[] = []
  /** Open braces; true for one that is a hole of a template. */
  readonly #braces: boolean[] = []
  #at = 0
  /** Where the last piece of code ended: tells a division from a regular expression. */
  #lastCode = -1

  constructor(text: string) {
    this.#text = text
    this.#out = text.split('')
  }

  run(): Masked {
    while (this.#at < this.#text.length) this.#step()
    return { code: this.#out.join(''), comments: this.#comments }
  }

  #step(): void {
    const char = this.#text[this.#at] as string
    const next = this.#text[this.#at + 1]
    if (char === '/' && (next === '/' || next === '*')) this.#comment(next)
    else if (char === "'" || char === '"') this.#string(char)
    else if (char === '`') this.#template()
    else if (char === '/' && this.#regexMayBegin()) this.#regex()
    else this.#plain(char)
  }

  #plain(char: string): void {
    if (char === '{') this.#braces.push(false)
    if (char === '}' && this.#braces.pop() === true) return this.#template()
    if (!/\s/.test(char)) this.#lastCode = this.#at
    this.#at++
  }

  #comment(kind: '/' | '*'): void {
    const end = kind === '/' ? this.#text.indexOf('\n', this.#at) : this.#text.indexOf('*/', this.#at + 2) + 2
    const stop = end < this.#at + 2 ? this.#text.length : end
    this.#comments.push({ start: this.#at, text: this.#text.slice(this.#at, stop) })
    this.#blank(this.#at, stop)
    this.#at = stop
  }

  #string(quote: string): void {
    const start = this.#at++
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote && this.#text[this.#at] !== '\n') this.#skip()
    this.#blank(start + 1, this.#at)
    this.#lastCode = this.#at++
  }

  /** From a backtick, or from the brace that closes a hole, to the next hole or the end. */
  #template(): void {
    const start = this.#at++
    while (this.#at < this.#text.length && this.#text[this.#at] !== '`') {
      if (this.#text.startsWith('${', this.#at)) {
        this.#blank(start + 1, this.#at)
        this.#braces.push(true)
        this.#lastCode = this.#at + 1
        this.#at += 2
        return
      }
      this.#skip()
    }
    this.#blank(start + 1, this.#at)
    this.#lastCode = this.#at++
  }

  #regex(): void {
    const start = this.#at++
    let inClass = false
    for (let char = this.#text[this.#at]; char !== undefined && char !== '\n'; char = this.#text[this.#at]) {
      if (char === '/' && !inClass) break
      if (char === '[') inClass = true
      if (char === ']') inClass = false
      this.#skip()
    }
    this.#blank(start + 1, this.#at)
    this.#lastCode = this.#at++
  }

  #regexMayBegin(): boolean {
    if (this.#lastCode < 0) return true
    const before = this.#text[this.#lastCode] as string
    if (!/[\w$)\]}'"`]/.test(before)) return true
    return BEFORE_REGEX.test(this.#text.slice(Math.max(0, this.#lastCode - 12), this.#lastCode + 1))
  }

  /** One character, or two if the first is a backslash. */
  #skip(): void {
    this.#at += this.#text[this.#at] === '\\' ? 2 : 1
  }

  #blank(from: number, to: number): void {
    for (let i = from; i < to && i < this.#out.length; i++) if (this.#out[i] !== '\n') this.#out[i] = ' '
  }
}
