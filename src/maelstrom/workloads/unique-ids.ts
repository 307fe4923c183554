import type { Body } from '../envelope.ts'
import { notSupported, type Reply, type Workload, type WorkloadContext } from '../workload.ts'

/** `unique-ids`: this life's name, which nobody else has, and a number of its own. Nobody is asked. */
export class UniqueIds implements Workload {
  readonly #life: string
  #last = 0

  constructor({ life }: WorkloadContext) {
    this.#life = life
  }

  request(body: Body): Reply {
    if (body.type !== 'generate') throw notSupported(body)
    return { type: 'generate_ok', id: `${this.#life}-${++this.#last}` }
  }

  onNews(): void {}
}
