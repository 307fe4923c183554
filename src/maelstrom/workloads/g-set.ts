import * as v from 'valibot'
import type { Body } from '../envelope.ts'
import { anyValue, fieldsOf, notSupported, type Reply, type Workload, type WorkloadContext } from '../workload.ts'
import { ValueSet } from './value-set.ts'

const element = v.object({ element: anyValue })

/** `g-set`: a set that only grows (Shapiro, Preguiça, Baquero, Zawirski, INRIA RR-7506, 2011, specification 11). */
export class GSet implements Workload {
  readonly #values = new ValueSet()
  readonly #context: WorkloadContext

  constructor(context: WorkloadContext) {
    this.#context = context
  }

  request(body: Body): Reply {
    if (body.type === 'read') return { type: 'read_ok', value: this.#values.list() }
    if (body.type !== 'add') throw notSupported(body)
    const read = fieldsOf(element, body)
    this.#values.checkRoom()
    if (!this.#values.has(read.element)) this.#context.tell({ element: read.element })
    return { type: 'add_ok' }
  }

  onNews(news: unknown): void {
    const read = v.safeParse(element, news)
    if (read.success) this.#values.add(read.output.element)
  }
}
