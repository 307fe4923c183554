import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { Crowd } from './crowd.ts'

/** How to run a crowd whose event loop is blocked now and then. */
export interface BlockedCrowdPlan {
  readonly nodes: number
  readonly seconds: number
  readonly blocks: number
  readonly blockMs: number
  /** How long a real death may take to be seen by all. */
  readonly deathLimitMs: number
}

/** What was seen. */
export interface BlockedCrowdResult {
  readonly seconds: number
  /** "by → of" of each death that a node declared; nobody died. */
  readonly falseDeaths: readonly string[]
  /** Members that are not shown alive at the end, over all nodes. */
  readonly notAlive: readonly string[]
  readonly suspicions: number
  readonly refutations: number
  readonly worstHealth: number
  readonly packetsPerSecond: number
  readonly bytesPerSecond: number
  readonly dropped: number
  readonly streams: number
  readonly longestPauseMs: number
  readonly pauses: number
  readonly cpuPercent: number
  /** Until everybody saw the death of a node that was closed at the end, ms; undefined if not within the limit. */
  readonly deathSeenAfterMs: number | undefined
}

/** Real nodes in one event loop, which stands still several times: nobody may be taken for dead because of it. */
export async function runBlockedCrowd(
  plan: BlockedCrowdPlan,
  progress: (text: string) => void,
): Promise<BlockedCrowdResult> {
  progress(`starting ${plan.nodes} nodes`)
  const crowd = await Crowd.open({ nodes: plan.nodes, seeds: 3, settings: { profile: 'lan' } })
  try {
    const before = sum(crowd)
    const [failsBefore, cpuBefore, started] = [crowd.fails.length, process.cpuUsage(), performance.now()]
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const pauses = await liveAndBlock(plan, progress)
    delay.disable()
    const seconds = (performance.now() - started) / 1000
    const cpu = process.cpuUsage(cpuBefore)
    const after = sum(crowd)
    const falseDeaths = crowd.fails.slice(failsBefore).map(({ by, of }) => `${by} → ${of}`)
    const notAlive = statesAtEnd(crowd)
    progress('now a real death')
    const deathSeenAfterMs = await realDeath(crowd, plan.deathLimitMs)
    const perNode = plan.nodes * seconds
    return {
      seconds,
      falseDeaths,
      notAlive,
      suspicions: after.suspicions - before.suspicions,
      refutations: after.refutations - before.refutations,
      worstHealth: crowd.worstHealth,
      packetsPerSecond: (after.packets - before.packets) / perNode,
      bytesPerSecond: (after.bytes - before.bytes) / perNode,
      dropped: after.dropped,
      streams: after.streams - before.streams,
      longestPauseMs: delay.max / 1e6,
      pauses,
      cpuPercent: (cpu.user + cpu.system) / 10_000 / seconds,
      deathSeenAfterMs,
    }
  } finally {
    await crowd.close()
  }
}

/** @returns how many blocks there were */
async function liveAndBlock(plan: BlockedCrowdPlan, progress: (text: string) => void): Promise<number> {
  const restMs = (plan.seconds * 1000) / (plan.blocks + 1)
  for (let i = 0; i < plan.blocks; i++) {
    await sleep(restMs)
    progress(`blocked for ${plan.blockMs} ms`)
    block(plan.blockMs)
  }
  await sleep(restMs)
  return plan.blocks
}

/** Computes something, as a careless program does. */
function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

function statesAtEnd(crowd: Crowd): string[] {
  return crowd.nodes.flatMap((viewer) =>
    crowd.nodes.flatMap((node) => {
      const status = viewer.member(node.name)?.status
      return status === 'alive' || status === 'suspect' ? [] : [`${viewer.name} sees ${node.name} ${status ?? 'not'}`]
    }),
  )
}

/** Shows that a death would have been noticed. */
async function realDeath(crowd: Crowd, limitMs: number): Promise<number | undefined> {
  const victim = crowd.nodes.at(-1)
  if (victim === undefined) return undefined
  await victim.close()
  const isSeen = (): boolean => crowd.all(crowd.open, [victim], (member) => member.status === 'failed')
  return crowd.until('a real death is seen', isSeen, limitMs).catch(() => undefined)
}

function sum(crowd: Crowd): Record<'suspicions' | 'refutations' | 'packets' | 'bytes' | 'dropped' | 'streams', number> {
  const total = { suspicions: 0, refutations: 0, packets: 0, bytes: 0, dropped: 0, streams: 0 }
  for (const stats of crowd.nodes.map((node) => node.stats())) {
    total.suspicions += stats.suspicions
    total.refutations += stats.refutations
    total.packets += stats.packetsSent
    total.bytes += stats.bytesSent
    total.streams += stats.streamsOpened
    total.dropped += Object.values(stats.dropped).reduce((a, b) => a + b, 0)
  }
  return total
}
