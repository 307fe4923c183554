import * as v from 'valibot'
import type { Body } from '../envelope.ts'
import { anyValue, fieldsOf, notSupported, type Reply, type Workload, type WorkloadContext } from '../workload.ts'
import { ValueSet } from './value-set.ts'

const message = v.object({ message: anyValue })
const topologyRequest = v.object({ topology: v.record(v.string(), v.array(v.string())) })

/** `broadcast`: what one node is told all have soon. The topology that Maelstrom suggests is heard, and not followed. */
export class Broadcast implements Workload {
  readonly #values = new ValueSet()
  readonly #context: WorkloadContext

  constructor(context: WorkloadContext) {
    this.#context = context
  }

  request(body: Body): Reply {
    switch (body.type) {
      case 'broadcast':
        return this.#broadcast(body)
      case 'read':
        return { type: 'read_ok', messages: this.#values.list() }
      case 'topology':
        fieldsOf(topologyRequest, body)
        return { type: 'topology_ok' }
      default:
        throw notSupported(body)
    }
  }

  onNews(news: unknown): void {
    const read = v.safeParse(message, news)
    if (read.success) this.#values.add(read.output.message)
  }

  #broadcast(body: Body): Reply {
    const read = fieldsOf(message, body)
    this.#values.checkRoom()
    if (!this.#values.has(read.message)) this.#context.tell({ message: read.message })
    return { type: 'broadcast_ok' }
  }
}
