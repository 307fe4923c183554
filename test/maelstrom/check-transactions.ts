import type { Json } from '../../src/maelstrom/index.ts'

/** One operation of a transaction: read or write, register, value. */
export type Operation = readonly ['r' | 'w', number, number | null]

/** A transaction as its client knows it. */
export interface Transaction {
  readonly operations: readonly Operation[]
  /** `fail`: it surely did not happen. `info`: nobody knows. */
  readonly outcome: 'ok' | 'fail' | 'info'
}

/** A written version: nobody writes the same value to the same register twice. */
type Version = string

/**
 * What speaks against read committed (Adya, "Weak Consistency", 1999: phenomena G0, G1a, G1b, G1c), found as Elle does
 * for registers: of two versions the one that a transaction has read before it wrote the other is the earlier. Also what
 * a transaction has read of its own, and values that nobody wrote.
 */
export function findAnomalies(transactions: readonly Transaction[]): string[] {
  const writers = new Map<Version, number>()
  for (const [i, { operations }] of transactions.entries()) {
    for (const [kind, key, value] of operations) if (kind === 'w') writers.set(version(key, value), i)
  }
  const wrong: string[] = []
  for (const [i, transaction] of transactions.entries()) {
    if (transaction.outcome === 'ok') wrong.push(...wrongReads(transaction, i, transactions, writers))
  }
  const cycle = findCycle(dependencies(transactions, writers))
  if (cycle !== undefined) wrong.push(`G0 or G1c: the transactions ${cycle.join(', ')} depend on one another`)
  return wrong
}

function wrongReads(
  { operations }: Transaction,
  reader: number,
  transactions: readonly Transaction[],
  writers: ReadonlyMap<Version, number>,
): string[] {
  const own = new Map<number, number | null>()
  const wrong: string[] = []
  for (const [kind, key, value] of operations) {
    const before = own.get(key)
    own.set(key, value)
    if (kind === 'w') continue
    if (before !== undefined) {
      if (before !== value) wrong.push(`internal: transaction ${reader} read ${key} = ${value} after ${before}`)
      continue
    }
    if (value === null) continue
    const writer = writers.get(version(key, value))
    if (writer === undefined) wrong.push(`transaction ${reader} read ${key} = ${value}, which nobody wrote`)
    else wrong.push(...wrongSource(reader, writer, key, value, transactions[writer] as Transaction))
  }
  return wrong
}

function wrongSource(reader: number, writer: number, key: number, value: number, source: Transaction): string[] {
  const read = `transaction ${reader} read ${key} = ${value} of ${writer}`
  if (source.outcome === 'fail') return [`G1a: ${read}, which did not happen`]
  const last = source.operations.findLast(([kind, written]) => kind === 'w' && written === key)
  return last?.[2] === value ? [] : [`G1b: ${read}, which wrote ${last?.[2]} in the end`]
}

/** By transaction: those that come after it. */
function dependencies(
  transactions: readonly Transaction[],
  writers: ReadonlyMap<Version, number>,
): ReadonlyMap<number, ReadonlySet<number>> {
  const after = new Map<number, Set<number>>(transactions.map((_, i) => [i, new Set()]))
  for (const [i, { operations, outcome }] of transactions.entries()) {
    if (outcome !== 'ok') continue
    for (const [kind, key, value] of operations) {
      const writer = kind === 'r' ? writers.get(version(key, value)) : undefined
      if (writer !== undefined && writer !== i) after.get(writer)?.add(i) // wr; and ww, if it writes the register then
    }
  }
  return after
}

/** @returns a ring of numbers, if there is one */
function findCycle(after: ReadonlyMap<number, ReadonlySet<number>>): number[] | undefined {
  const left = new Map([...after].map(([node, nexts]) => [node, new Set(nexts)]))
  for (;;) {
    const ends = [...left].filter(([, nexts]) => nexts.size === 0).map(([node]) => node)
    if (ends.length === 0) break
    for (const end of ends) left.delete(end)
    for (const nexts of left.values()) for (const end of ends) nexts.delete(end)
  }
  return left.size === 0 ? undefined : ringIn(left)
}

/** Everybody has somebody after it: whoever goes on comes back. */
function ringIn(left: ReadonlyMap<number, ReadonlySet<number>>): number[] {
  const path: number[] = []
  let at = left.keys().next().value as number
  while (!path.includes(at)) {
    path.push(at)
    at = left.get(at)?.values().next().value as number
  }
  return path.slice(path.indexOf(at))
}

function version(key: number, value: Json): Version {
  return `${key}=${JSON.stringify(value)}`
}
