import { waitUntil } from '../../support/wait-until.ts'
import { GOSSIP_LIMIT_MS } from '../mixed-cluster.ts'
import type { Party } from '../party.ts'
import type { Stage, Step } from './step.ts'

/** An event that somebody fired. */
interface Fired {
  readonly name: string
  readonly payload: Uint8Array
  readonly by: Party
  readonly at: number
}

/** Name and payload together; the whole message has about 40 bytes more, and Serf's limit is 512 for both. */
const NEARLY_FULL = 470

const PAYLOADS: readonly { readonly kind: string; readonly payload: Uint8Array }[] = [
  { kind: 'empty', payload: new Uint8Array(0) },
  { kind: 'text', payload: new TextEncoder().encode('grüße an alle ✓') },
  { kind: 'binary', payload: Uint8Array.from({ length: 256 }, (_, i) => i) },
  { kind: 'large', payload: Uint8Array.from({ length: NEARLY_FULL - 'large-hearsay-1'.length }, (_, i) => i * 7) },
]

/** What takes longer did not come by gossip, but with an exchange of states. */
const LATE_MS = 3000

/** Members fire events of all sorts, all at the same time, and all of them arrive everywhere, unchanged. */
export class UserEvents implements Step {
  readonly name = 'user events'
  #fired: readonly Fired[] = []

  async run(stage: Stage): Promise<void> {
    const { parties, serfs, hearsays } = stage.cluster
    const firing = stage.size === 'full' ? parties : ([serfs[0], hearsays[0]] as Party[])
    this.#fired = (await Promise.all(firing.map(fireAll))).flat()
    const names = this.#fired.map(({ name }) => name)
    for (const { name, journal } of parties) {
      const missing = (): string[] => names.filter((event) => journal.deliveredAt(event) === undefined)
      const hasAll = (): boolean => missing().length === 0
      await waitUntil(`${name} has every event`, hasAll, { limitMs: GOSSIP_LIMIT_MS, seen: missing })
    }
    tellLatencies(stage, this.#fired)
  }

  /** Checks that each member had each event exactly once; the later it is called, the more it shows. */
  expectOnce(stage: Stage): void {
    expectOnce(stage, this.#fired)
  }
}

async function fireAll(by: Party): Promise<Fired[]> {
  const fired: Fired[] = []
  for (const { kind, payload } of PAYLOADS) {
    const name = `${kind}-${by.name}`
    fired.push({ name, payload, by, at: performance.now() })
    await by.fire(name, payload)
  }
  return fired
}

function tellLatencies({ cluster, figure }: Stage, fired: readonly Fired[]): void {
  let late = 0
  for (const from of ['serf', 'hearsay'] as const) {
    for (const to of ['serf', 'hearsay'] as const) {
      const observers = cluster.parties.filter((party) => party.kind === to)
      const latencies = latenciesOf(
        fired.filter(({ by }) => by.kind === from),
        observers,
      )
      late += latencies.filter((ms) => ms > LATE_MS).length
      figure(`event ${from} to ${to}, median`, latencies[latencies.length >> 1] as number, 'ms')
      figure(`event ${from} to ${to}, worst`, latencies.at(-1) as number, 'ms')
    }
  }
  figure('deliveries that gossip missed', late)
}

/** From firing to delivery at each observer but the sender, ascending. */
function latenciesOf(fired: readonly Fired[], observers: readonly Party[]): number[] {
  const latencies = fired.flatMap(({ name, at, by }) =>
    observers.filter((party) => party !== by).map(({ journal }) => (journal.deliveredAt(name) as number) - at),
  )
  return latencies.sort((a, b) => a - b)
}

function expectOnce(stage: Stage, fired: readonly Fired[]): void {
  let deliveries = 0
  for (const { name, payload } of fired) {
    const wanted = Buffer.from(payload).toString('base64')
    for (const party of stage.cluster.parties) {
      const had = party.journal.payloads(name)
      deliveries += had.length
      stage.expect(had.length === 1, `${party.name} had the event ${name} ${had.length} times`)
      stage.expect(had[0] === wanted, `${party.name} had the event ${name} with another payload: ${had[0]}`)
    }
  }
  stage.figure('events fired', fired.length)
  stage.figure('deliveries, each exactly once', deliveries)
}
