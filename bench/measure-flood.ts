import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../test/support/free-ports.ts'
import { HearsayAgent } from '../test/support/hearsay-agent.ts'
import { waitUntil } from '../test/support/wait-until.ts'
import { PingSource } from './measure-packet-path.ts'

/** How much to pour over one agent of a small cluster. */
export interface FloodPlan {
  readonly nodes: number
  readonly seconds: number
  /** Pings a second. */
  readonly rate: number
}

/** What became of it. */
export interface FloodFigures {
  readonly receivedPerSecond: number
  readonly answeredShare: number
  /** Suspicions that any of the agents has raised or heard of since the flood began. */
  readonly suspicions: number
  /** Members that any of the agents does not see alive. */
  readonly notAlive: number
  readonly eventLoopLagMs: number
}

/** Floods one agent with pings while its cluster lives on. */
export async function measureFlood({ nodes, seconds, rate }: FloodPlan): Promise<FloodFigures> {
  const ports = await freePorts(2 * nodes)
  const agents = Array.from({ length: nodes }, (_, i) => {
    const [port, httpPort] = [ports[2 * i] as number, ports[2 * i + 1] as number]
    return new HearsayAgent({ name: i === 0 ? 'a' : `n${i}`, port, httpPort })
  })
  const [target, ...others] = agents as [HearsayAgent, ...HearsayAgent[]]
  try {
    await target.start()
    await Promise.all(others.map((agent) => agent.start(target.address)))
    await waitUntil('all see all', async () => (await countNotAlive(agents)) === 0)
    return await pour(target, agents, seconds, rate)
  } finally {
    await Promise.all(agents.map((agent) => agent.kill().catch(() => {})))
  }
}

async function pour(
  target: HearsayAgent,
  agents: readonly HearsayAgent[],
  seconds: number,
  rate: number,
): Promise<FloodFigures> {
  const source = await PingSource.open(target.options.port)
  const [before, suspicions] = [(await target.stats()).packetsReceived, await countSuspicions(agents)]
  const started = performance.now()
  await source.run(rate, seconds)
  const after = await target.stats()
  const elapsed = (performance.now() - started) / 1000
  await sleep(2000) // what was suspected during the flood is known everywhere by then
  source.close()
  return {
    receivedPerSecond: (after.packetsReceived - before) / elapsed,
    answeredShare: source.answered / source.sent,
    suspicions: (await countSuspicions(agents)) - suspicions,
    notAlive: await countNotAlive(agents),
    eventLoopLagMs: after.eventLoopLagMs,
  }
}

async function countSuspicions(agents: readonly HearsayAgent[]): Promise<number> {
  const counts = await Promise.all(agents.map(async (agent) => (await agent.stats()).suspicions))
  return counts.reduce((sum, count) => sum + count, 0)
}

async function countNotAlive(agents: readonly HearsayAgent[]): Promise<number> {
  const views = await Promise.all(agents.map((agent) => agent.statuses()))
  return views.reduce((sum, view) => sum + agents.filter((agent) => view[agent.name] !== 'alive').length, 0)
}
