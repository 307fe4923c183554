import { freePorts } from '../support/free-ports.ts'
import { waitUntil } from '../support/wait-until.ts'
import { HearsayParty } from './hearsay-party.ts'
import type { Party, View } from './party.ts'
import { SerfParty } from './serf-party.ts'

/** How the two kinds talk; both must be told. */
export interface Mode {
  readonly name: 'plain' | 'compressed' | 'encrypted'
  readonly serfArgs: readonly string[]
  readonly hearsayArgs: readonly string[]
}

/** 32 bytes, as `serf keygen` would make them. */
const KEY = 'aGVhcnNheS1oZWFyc2F5LWhlYXJzYXktaGVhcnNheSE='

/** Every way in which they can talk. */
export const MODES: readonly Mode[] = [
  { name: 'plain', serfArgs: ['-disable-compression'], hearsayArgs: ['--compress', 'no'] },
  { name: 'compressed', serfArgs: [], hearsayArgs: [] },
  { name: 'encrypted', serfArgs: [`-encrypt=${KEY}`], hearsayArgs: ['--key', KEY] },
]

/**
 * Gossip sends news a few times to random members. With six members each of them misses about one news in three
 * hundred, and gets it with an exchange of states, which each member begins every 30 s; a Serf agent waits 30 to 60 s
 * before its first.
 */
export const GOSSIP_LIMIT_MS = 90_000

const SIDE = 3
const PORTS_EACH = 2

/** Three Serf agents and three hearsay agents in one cluster. */
export class MixedCluster {
  readonly serfs: readonly SerfParty[]
  readonly hearsays: readonly HearsayParty[]

  private constructor(serfs: readonly SerfParty[], hearsays: readonly HearsayParty[]) {
    this.serfs = serfs
    this.hearsays = hearsays
  }

  /** Claims the ports; nothing runs yet. */
  static async create(program: string, mode: Mode): Promise<MixedCluster> {
    const ports = await freePorts(2 * SIDE * PORTS_EACH)
    const pair = (): [number, number] => [ports.pop() as number, ports.pop() as number]
    const serfs = Array.from({ length: SIDE }, (_, i) => {
      const [port, rpcPort] = pair()
      return new SerfParty({ program, name: `serf-${i + 1}`, port, rpcPort, args: mode.serfArgs })
    })
    const hearsays = Array.from({ length: SIDE }, (_, i) => {
      const [port, httpPort] = pair()
      return new HearsayParty({ name: `hearsay-${i + 1}`, port, httpPort, args: mode.hearsayArgs })
    })
    return new MixedCluster(serfs, hearsays)
  }

  get parties(): readonly Party[] {
    return [...this.serfs, ...this.hearsays]
  }

  /** Everybody but these. */
  others(...gone: readonly Party[]): Party[] {
    return this.parties.filter((party) => !gone.includes(party))
  }

  /** Starts all six; each kind joins through its own and through the other. */
  async start(): Promise<void> {
    const [serfs, hearsays] = [this.serfs, this.hearsays]
    const order = [serfs[0], hearsays[0], serfs[1], hearsays[1], serfs[2], hearsays[2]] as Party[]
    const through = [undefined, 0, 1, 2, 1, 0]
    for (const [i, party] of order.entries()) {
      const door = through[i]
      await party.start(door === undefined ? undefined : (order[door] as Party).address)
    }
  }

  /** Waits until each of the observers sees each of the subjects so. @returns milliseconds */
  untilSeen(
    what: string,
    observers: readonly Party[],
    subjects: readonly Party[],
    isSo: (view: View | undefined, subject: Party) => boolean,
  ): Promise<number> {
    let wanting: string[] = []
    const check = async (): Promise<boolean> => {
      const views = await Promise.all(observers.map((observer) => observer.views()))
      wanting = observers.flatMap((observer, i) =>
        subjects
          .map((subject) => ({ subject, view: views[i]?.get(subject.name) }))
          .filter(({ subject, view }) => !isSo(view, subject))
          .map(({ subject, view }) => `${observer.name} sees ${subject.name} as ${JSON.stringify(view)}`),
      )
      return wanting.length === 0
    }
    return waitUntil(what, check, { limitMs: GOSSIP_LIMIT_MS, everyMs: 50, seen: () => wanting })
  }

  /** Waits until all see all alive. @returns milliseconds */
  untilWhole(): Promise<number> {
    return this.untilSeen('all see all alive', this.parties, this.parties, (view) => view?.status === 'alive')
  }

  async stop(): Promise<void> {
    await Promise.all(this.parties.map((party) => party.kill().catch(() => {})))
  }
}
