import type { TraceEntry } from './trace-entry.ts'

/** A trace as JSON lines: one entry a line, the field order fixed, so that two runs can be compared by `diff`. */
export function toJsonLines(trace: readonly TraceEntry[]): string {
  return trace.map((entry) => `${line(entry)}\n`).join('')
}

function line({ at, kind, node, peer, tag, size, sentAt, event }: TraceEntry): string {
  return JSON.stringify({ at, kind, node, peer, tag, size, sentAt, event }) // what is undefined is left out
}
