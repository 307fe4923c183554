import * as v from 'valibot'
import type { Body } from '../envelope.ts'
import type { Json } from '../json.ts'
import { RpcError } from '../rpc-error.ts'
import { anyValue, fieldsOf, notSupported, type Reply, type Workload, type WorkloadContext } from '../workload.ts'

/** Registers that a node takes at most, and operations of one transaction. Our choice. */
const MOST_KEYS = 1_000_000
const MOST_OPERATIONS = 10_000

const operation = v.tuple([v.picklist(['r', 'w']), anyValue, v.nullish(anyValue)])
const transaction = v.object({ txn: v.pipe(v.array(operation), v.maxLength(MOST_OPERATIONS)) })
const write = v.tuple([anyValue, anyValue])
const news = v.object({
  time: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  life: v.pipe(v.string(), v.maxLength(1024)),
  writes: v.pipe(v.array(write), v.maxLength(MOST_OPERATIONS)),
})

/** When a transaction wrote: a Lamport time, and who, which decides between equal ones. */
interface Stamp {
  readonly time: number
  readonly life: string
}

/** The last written value of a register. */
interface Register extends Stamp {
  readonly value: Json
}

/**
 * `txn-rw-register`, totally available: a transaction reads and writes what this node has, and is told to all as one
 * piece. Of two writes of a register the one with the later stamp lasts (Lamport, "Time, Clocks, and the Ordering of
 * Events", CACM 21(7), 1978).
 *
 * Stamps order all transactions that write; a transaction's stamp is later than all that it has read; nobody sees a
 * write that its own transaction has replaced, nor half a transaction. So none of the phenomena G0, G1a, G1b, G1c can
 * happen: it is read committed (Adya, PL-2), with atomic visibility besides. It is no more: updates can be lost.
 */
export class TxnRwRegister implements Workload {
  readonly #context: WorkloadContext
  /** By the key's JSON text. */
  readonly #registers = new Map<string, Register>()
  #time = 0

  constructor(context: WorkloadContext) {
    this.#context = context
  }

  request(body: Body): Reply {
    if (body.type !== 'txn') throw notSupported(body)
    const { txn } = fieldsOf(transaction, body)
    const writes = new Map<string, [Json, Json]>()
    const done = txn.map(([kind, key, value]): Json => {
      const name = JSON.stringify(key)
      if (kind === 'w') writes.set(name, [key, value ?? null])
      return [kind, key, kind === 'w' ? (value ?? null) : this.#read(name, writes)]
    })
    this.#commit([...writes.values()])
    return { type: 'txn_ok', txn: done }
  }

  onNews(told: unknown): void {
    const read = v.safeParse(news, told)
    if (!read.success) return
    const { time, life, writes } = read.output
    this.#time = Math.max(this.#time, time)
    for (const [key, value] of writes) this.#write(JSON.stringify(key), { time, life, value })
  }

  #read(name: string, writes: ReadonlyMap<string, readonly [Json, Json]>): Json {
    const own = writes.get(name)
    return own === undefined ? (this.#registers.get(name)?.value ?? null) : own[1]
  }

  #commit(writes: [Json, Json][]): void {
    if (writes.length === 0) return
    if (this.#registers.size + writes.length > MOST_KEYS) {
      throw new RpcError('temporarily-unavailable', `${MOST_KEYS} registers are the most`)
    }
    this.#context.tell({ time: this.#time + 1, life: this.#context.life, writes })
  }

  #write(name: string, next: Register): void {
    const last = this.#registers.get(name)
    if (last === undefined || isLater(next, last)) this.#registers.set(name, next)
  }
}

function isLater(a: Stamp, b: Stamp): boolean {
  return a.time === b.time ? a.life > b.life : a.time > b.time
}
