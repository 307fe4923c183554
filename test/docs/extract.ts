/** A program in a page, and what it must print. */
export interface Example {
  readonly page: string
  readonly line: number
  /** A program in TypeScript, or commands for a shell. */
  readonly language: 'ts' | 'sh'
  readonly code: string
  /** Lines that must be printed, in this order; others may come between. */
  readonly output: readonly string[]
}

const FENCE = /^```(\w+)(?: (\w+))?\n([\s\S]*?)^```$/gm

/** The blocks of a page marked "ts run" or "sh run", each with the "text output" block that follows it, if one does. */
export function extractExamples(page: string, text: string): Example[] {
  const examples: Example[] = []
  for (const [whole, language, mark, body] of text.matchAll(FENCE)) {
    if ((language === 'ts' || language === 'sh') && mark === 'run') {
      const line = text.slice(0, text.indexOf(whole)).split('\n').length
      examples.push({ page, line, language, code: body as string, output: [] })
    }
    const last = examples.at(-1)
    if (language === 'text' && mark === 'output' && last !== undefined) {
      examples[examples.length - 1] = { ...last, output: (body as string).trimEnd().split('\n') }
    }
  }
  return examples
}

/** The first expected line that is not printed after those before it. */
export function firstMissing(expected: readonly string[], printed: readonly string[]): string | undefined {
  let from = 0
  for (const line of expected) {
    const found = printed.indexOf(line, from)
    if (found === -1) return line
    from = found + 1
  }
  return undefined
}

const PORT = /(?<=\b127\.0\.0\.1:)[1-9]\d*\b/g

/** The ports of loopback that an example names, each once. */
export function portsOf(code: string): string[] {
  return [...new Set(code.match(PORT))]
}

/** The same example on other ports: a reader has those of the page free, a machine that runs many tests may not. */
export function onPorts(code: string, ports: readonly number[]): string {
  const named = portsOf(code)
  return code.replace(PORT, (port) => String(ports[named.indexOf(port)]))
}
