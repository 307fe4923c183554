import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../test/support/free-ports.ts'
import { type BenchMember, HearsayMember, POLL_MS, SerfMember } from './cluster-member.ts'
import { waitUntil } from '../test/support/wait-until.ts'
import { cpuSeconds, datagramsSent, residentMiB } from './process-cost.ts'
import { type Summary, summarize } from './statistics.ts'

/** How much to measure. */
export interface ClusterPlan {
  readonly serf: string
  readonly nodes: number
  readonly kills: number
  readonly freezes: number
  readonly events: number
  readonly joins: number
  readonly idleSeconds: number
  readonly progress: (text: string) => unknown
}

/** How much a full run measures. */
export const CLUSTER_PLAN = { nodes: 5, kills: 20, freezes: 10, events: 100, joins: 5, idleSeconds: 20 } as const

/** What one kind of cluster did. */
export interface ClusterFigures {
  /** SIGKILL → every survivor shows the member failed. */
  readonly detection: Summary
  /** SIGSTOP → every survivor shows the member failed. */
  readonly frozen: Summary
  /** Event fired → every other member has told it. */
  readonly event: Summary
  readonly lostEvents: number
  /** First join → everybody sees everybody alive. */
  readonly join: Summary
  readonly packetsPerSecond: number
  readonly residentMiB: number
  readonly cpuPercent: number
}

/** Both kinds, measured side by side. */
export interface BothClusters {
  readonly serf: ClusterFigures
  readonly hearsay: ClusterFigures
}

const LIMIT_MS = 90_000
const EVENT_LIMIT_MS = 5000

/** Two clusters of the same shape side by side, both awake the whole time, so that both have the same machine. */
export async function measureClusters(plan: ClusterPlan): Promise<BothClusters> {
  const ports = await freePorts(plan.nodes * 4)
  const name = (i: number): string => `n${i + 1}`
  const port = (i: number): number => ports[2 * i] as number
  const serf = range(plan.nodes).map((i) => new SerfMember(plan.serf, name(i), port(i)))
  const hearsay = range(plan.nodes).map((i) => new HearsayMember(name(i), port(plan.nodes + i)))
  try {
    return await measureBoth(plan, serf, hearsay)
  } finally {
    await Promise.all([...serf, ...hearsay].map((member) => member.kill().catch(() => {})))
  }
}

async function measureBoth(
  plan: ClusterPlan,
  serf: readonly SerfMember[],
  hearsay: readonly HearsayMember[],
): Promise<BothClusters> {
  const joins: Both = { serf: [], hearsay: [] }
  for (let round = 0; round < plan.joins; round++) {
    plan.progress(`join ${round + 1} of ${plan.joins}`)
    joins.serf.push(await measureJoin(serf, round > 0))
    joins.hearsay.push(await measureJoin(hearsay, round > 0))
  }
  plan.progress(`idle for ${plan.idleSeconds} s`)
  const idle = await measureIdle(plan, serf, hearsay)
  const events = { serf: await new EventProbe(serf).open(), hearsay: await new EventProbe(hearsay).open() }
  for (let i = 0; i < plan.events; i++) {
    if (i % 20 === 0) plan.progress(`event ${i + 1} of ${plan.events}`)
    await events.serf.fire(i)
    await events.hearsay.fire(i)
    await sleep(100)
  }
  const repeat = async (what: string, times: number, measure: typeof measureDetection): Promise<Both> => {
    const both: Both = { serf: [], hearsay: [] }
    for (let k = 0; k < times; k++) {
      plan.progress(`${what} ${k + 1} of ${times}`)
      const [a, b] = await Promise.all([measure(serf, k), measure(hearsay, k)])
      both.serf.push(a)
      both.hearsay.push(b)
    }
    return both
  }
  const detections = await repeat('kill', plan.kills, measureDetection)
  const freezes = await repeat('freeze', plan.freezes, measureFreeze)
  const figures = (kind: 'serf' | 'hearsay'): ClusterFigures => ({
    detection: summarize(detections[kind]),
    frozen: summarize(freezes[kind]),
    event: summarize(events[kind].times),
    lostEvents: events[kind].lost,
    join: summarize(joins[kind]),
    ...idle[kind],
  })
  return { serf: figures('serf'), hearsay: figures('hearsay') }
}

/** Times of both kinds, ms. */
interface Both {
  readonly serf: number[]
  readonly hearsay: number[]
}

/** A process that stands still: its host answers for it, it does not. */
async function measureFreeze(members: readonly BenchMember[], round: number): Promise<number> {
  const victim = members[1 + (round % (members.length - 1))] as BenchMember
  const survivors = members.filter((member) => member !== victim)
  const frozen = performance.now()
  process.kill(victim.pid, 'SIGSTOP')
  const seen = await Promise.all(survivors.map((member) => member.seesFailed(victim.name, LIMIT_MS)))
  process.kill(victim.pid, 'SIGCONT')
  await untilAllSeeAll(members)
  await sleep(2500)
  return Math.max(...seen) - frozen
}

/** Everybody starts alone; then all join the first at once. */
async function measureJoin(members: readonly BenchMember[], again: boolean): Promise<number> {
  if (again) await Promise.all(members.map((member) => member.kill()))
  await Promise.all(members.map((member) => member.start()))
  await sleep(1000)
  const started = performance.now()
  const seed = (members[0] as BenchMember).address
  await Promise.all(members.slice(1).map((member) => member.join(seed)))
  await untilAllSeeAll(members)
  const ended = performance.now()
  await sleep(1000)
  return ended - started
}

async function measureDetection(members: readonly BenchMember[], round: number): Promise<number> {
  const victim = members[1 + (round % (members.length - 1))] as BenchMember
  const survivors = members.filter((member) => member !== victim)
  const killed = performance.now()
  await victim.kill()
  const seen = await Promise.all(survivors.map((member) => member.seesFailed(victim.name, LIMIT_MS)))
  await sleep(500)
  await victim.start((members[0] as BenchMember).address)
  await untilAllSeeAll(members)
  await sleep(2500)
  return Math.max(...seen) - killed
}

interface IdleFigures {
  readonly packetsPerSecond: number
  readonly residentMiB: number
  readonly cpuPercent: number
}

async function measureIdle(
  plan: ClusterPlan,
  serf: readonly SerfMember[],
  hearsay: readonly HearsayMember[],
): Promise<{ serf: IdleFigures; hearsay: IdleFigures }> {
  const all = [...serf, ...hearsay]
  await sleep(3000)
  const ours = async (): Promise<number> => sum(await Promise.all(hearsay.map((member) => member.packetsSent())))
  const before = {
    packets: datagramsSent(),
    ours: await ours(),
    cpu: all.map((m) => cpuSeconds(m.pid)),
    at: performance.now(),
  }
  await sleep(plan.idleSeconds * 1000)
  const seconds = (performance.now() - before.at) / 1000
  const cpu = new Map(
    all.map((member, i) => [member as BenchMember, cpuSeconds(member.pid) - (before.cpu[i] as number)]),
  )
  const oursSent = (await ours()) - before.ours
  const serfSent = datagramsSent() - before.packets - oursSent
  const figures = (members: readonly BenchMember[], sent: number): IdleFigures => ({
    packetsPerSecond: sent / seconds / members.length,
    residentMiB: sum(members.map((member) => residentMiB(member.pid))) / members.length,
    cpuPercent: (100 * sum(members.map((member) => cpu.get(member) ?? 0))) / seconds / members.length,
  })
  return { serf: figures(serf, serfSent), hearsay: figures(hearsay, oursSent) }
}

/** Fires events and waits until everybody has told them. */
class EventProbe {
  readonly times: number[] = []
  lost = 0
  readonly #members: readonly BenchMember[]
  #waitingFor = ''
  #heard = new Map<string, number>()

  constructor(members: readonly BenchMember[]) {
    this.#members = members
  }

  async open(): Promise<this> {
    for (const member of this.#members) {
      await member.onUserEvent((name, at) => {
        if (name === this.#waitingFor && !this.#heard.has(member.name)) this.#heard.set(member.name, at)
      })
    }
    return this
  }

  /** Each member in turn fires one. */
  async fire(round: number): Promise<void> {
    const sender = this.#members[round % this.#members.length] as BenchMember
    this.#waitingFor = `bench-${round}`
    this.#heard = new Map()
    const started = performance.now()
    await sender.fire(this.#waitingFor)
    const limit = started + EVENT_LIMIT_MS
    while (this.#heard.size < this.#members.length && performance.now() < limit) await sleep(1)
    if (this.#heard.size < this.#members.length) this.lost++
    const others = [...this.#heard].filter(([name]) => name !== sender.name).map(([, at]) => at)
    this.times.push(this.#heard.size < this.#members.length ? EVENT_LIMIT_MS : Math.max(...others) - started)
  }
}

async function untilAllSeeAll(members: readonly BenchMember[]): Promise<void> {
  const options = { limitMs: LIMIT_MS, everyMs: POLL_MS }
  const waits = members.map((member) =>
    waitUntil(`${member.name} sees all`, () => seesAllAlive(member, members.length), options),
  )
  await Promise.all(waits)
}

async function seesAllAlive(member: BenchMember, count: number): Promise<boolean> {
  return Object.values(await member.statuses()).filter((status) => status === 'alive').length === count
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
