import * as v from 'valibot'
import type { Body } from '../envelope.ts'
import { RpcError } from '../rpc-error.ts'
import { fieldsOf, notSupported, type Reply, type Workload, type WorkloadContext } from '../workload.ts'

/** Lives of nodes that are counted at most. */
const MOST_LIVES = 10_000

const total = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const news = v.object({ life: v.pipe(v.string(), v.maxLength(1024)), plus: total, minus: total })
const increment = v.object({ delta: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })
const anyDelta = v.object({ delta: v.pipe(v.number(), v.safeInteger()) })

/** What one life of a node has added and taken away in all. */
interface Totals {
  readonly plus: number
  readonly minus: number
}

/**
 * `g-counter` and `pn-counter`: for each life of each node two totals, which only grow; joined by the greater of each
 * (Shapiro, Preguiça, Baquero, Zawirski, INRIA RR-7506, 2011, specifications 6 and 7). A node tells its own totals, so
 * that its latest news makes all before it dispensable.
 */
export class Counter implements Workload {
  readonly #totals = new Map<string, Totals>()
  readonly #context: WorkloadContext
  readonly #deltas: typeof increment | typeof anyDelta

  /** @param mayFall whether amounts below 0 may be added */
  constructor(context: WorkloadContext, mayFall: boolean) {
    this.#context = context
    this.#deltas = mayFall ? anyDelta : increment
  }

  request(body: Body): Reply {
    if (body.type === 'read') return { type: 'read_ok', value: this.#value() }
    if (body.type !== 'add') throw notSupported(body)
    this.#add(fieldsOf(this.#deltas, body).delta)
    return { type: 'add_ok' }
  }

  onNews(told: unknown): void {
    const read = v.safeParse(news, told)
    if (!read.success) return
    const { life, plus, minus } = read.output
    const known = this.#totals.get(life)
    if (known === undefined && this.#totals.size >= MOST_LIVES) return
    this.#totals.set(life, { plus: Math.max(plus, known?.plus ?? 0), minus: Math.max(minus, known?.minus ?? 0) })
  }

  #add(delta: number): void {
    const { life } = this.#context
    const { plus, minus } = this.#totals.get(life) ?? { plus: 0, minus: 0 }
    const next = { life, plus: plus + Math.max(0, delta), minus: minus + Math.max(0, -delta) }
    if (!Number.isSafeInteger(Math.max(next.plus, next.minus))) {
      throw new RpcError('precondition-failed', 'a total would be greater than 2^53 - 1')
    }
    if (delta !== 0) this.#context.tell(next)
  }

  #value(): number {
    let value = 0
    for (const { plus, minus } of this.#totals.values()) value += plus - minus
    return value
  }
}
