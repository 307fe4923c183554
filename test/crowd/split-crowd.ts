import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeOptions } from '../../src/node/api.ts'
import { Crowd } from './crowd.ts'

/** How to cut a crowd in two. */
export interface SplitPlan {
  readonly nodes: number
  readonly settings: NodeOptions
  readonly cutMs: number
  readonly healLimitMs: number
}

/** What was seen. */
export interface SplitResult {
  /** Until everybody had found the dead seeds failed, ms. */
  readonly seedsFailedAfterMs: number
  /** Until each half saw all of the other failed, ms after the cut; undefined if it did not within the cut. */
  readonly apartAfterMs: number | undefined
  /** Views of the other half that were "failed" at the end of the cut, of so many. */
  readonly failedViews: number
  readonly views: number
  /** Until everybody saw everybody alive again, ms after the cut ended; undefined if not within the limit. */
  readonly oneAfterMs: number | undefined
  /** Nodes that got an event sent in one half afterwards. */
  readonly heard: number
  readonly live: number
}

const SEEDS = 2
const EVENT_EVERY_MS = 500

/** Everybody joins through seeds, which die; then the network is cut in two, and made whole again. Nobody calls join. */
export async function runSplitCrowd(plan: SplitPlan, progress: (text: string) => void): Promise<SplitResult> {
  progress(`starting ${plan.nodes} nodes`)
  const crowd = await Crowd.open({ nodes: plan.nodes + SEEDS, seeds: SEEDS, settings: plan.settings })
  try {
    progress('the seeds die')
    const seeds = crowd.nodes.slice(0, SEEDS)
    await Promise.all(seeds.map((seed) => seed.close()))
    const seedsFailedAfterMs = await crowd.until(
      'the seeds are found failed',
      () => failed(crowd, crowd.open, seeds),
      90_000,
    )
    const halves = halve(crowd)
    progress('the network is cut')
    crowd.cut(halves)
    const apartAfterMs = await cutFor(plan.cutMs, crowd, halves)
    const failedViews = countFailed(halves)
    crowd.heal()
    progress('the network is whole')
    const oneAfterMs = await crowd.until('they are one', () => crowd.agrees(), plan.healLimitMs).catch(() => undefined)
    const heard = oneAfterMs === undefined ? 0 : await eventReaches(crowd)
    const views = 2 * halves[0].length * halves[1].length
    return { seedsFailedAfterMs, apartAfterMs, failedViews, views, oneAfterMs, heard, live: crowd.open.length }
  } finally {
    await crowd.close()
  }
}

type Halves = readonly [Crowd['nodes'], Crowd['nodes']]

function halve(crowd: Crowd): Halves {
  const nodes = crowd.open
  return [nodes.filter((_, i) => i % 2 === 0), nodes.filter((_, i) => i % 2 === 1)]
}

async function cutFor(cutMs: number, crowd: Crowd, [a, b]: Halves): Promise<number | undefined> {
  const started = performance.now()
  const isApart = (): boolean => failed(crowd, a, b) && failed(crowd, b, a)
  const after = await crowd.until('the halves see each other failed', isApart, cutMs).catch(() => undefined)
  await sleep(Math.max(0, cutMs - (performance.now() - started)))
  return after
}

function failed(crowd: Crowd, viewers: Crowd['nodes'], seen: Crowd['nodes']): boolean {
  return crowd.all(viewers, seen, (member) => member.status === 'failed')
}

function countFailed([a, b]: Halves): number {
  const count = (viewers: Crowd['nodes'], seen: Crowd['nodes']): number =>
    viewers.flatMap((viewer) => seen.filter((node) => viewer.member(node.name)?.status === 'failed')).length
  return count(a, b) + count(b, a)
}

/** Gossip goes to a few members by chance: in one run of a hundred a single event misses somebody. */
async function eventReaches(crowd: Crowd): Promise<number> {
  const heard = new Set<string>()
  for (const node of crowd.open) node.on('event', () => heard.add(node.name))
  const fire = (): unknown => crowd.open[0]?.sendEvent('one-again')
  fire()
  const again = setInterval(fire, EVENT_EVERY_MS)
  try {
    await crowd.until('the event reaches all', () => heard.size === crowd.open.length, 15_000).catch(() => undefined)
    return heard.size
  } finally {
    clearInterval(again)
  }
}
