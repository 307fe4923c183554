import { setTimeout as sleep } from 'node:timers/promises'
import { below, type Rng, shuffle, unit } from '../../src/base/rng.ts'
import type { PlayedNetwork } from './played-network.ts'

/** What clients do, and how long. */
export interface Load {
  /** Operations a second. */
  readonly rate: number
  readonly seconds: number
  /** How often a random half is cut off, for as long again, ms; 0: never. */
  readonly cutEveryMs: number
}

/** Does an operation at a node; resolves when it has been answered, however. */
export type Operation = (node: number) => Promise<void>

/** Lets operations happen at random moments, 0 to 2/rate apart, at random nodes. @returns how many */
export async function applyLoad(
  network: PlayedNetwork,
  load: Load,
  random: Rng,
  operation: Operation,
): Promise<number> {
  const draw = (): number => random.next()
  const stopCuts = startCuts(network, load.cutEveryMs, draw)
  const running: Promise<void>[] = []
  const began = performance.now()
  const step = (): number => (2000 * unit(draw)) / load.rate
  for (let at = step(); at < 1000 * load.seconds; at += step()) {
    const early = at - (performance.now() - began)
    if (early > 0) await sleep(early)
    running.push(operation(below(draw, network.nodes.length)))
  }
  await Promise.all(running)
  stopCuts()
  return running.length
}

/** Cuts off a random half, heals, and so on. @returns what ends it, healed */
function startCuts(network: PlayedNetwork, everyMs: number, draw: () => number): () => void {
  if (everyMs === 0) return () => {}
  let isCut = false
  const timer = setInterval(() => {
    isCut = !isCut
    if (isCut) network.cut(randomHalf(network.nodes.length, draw))
    else network.heal()
  }, everyMs)
  return () => {
    clearInterval(timer)
    network.heal()
  }
}

function randomHalf(size: number, draw: () => number): number[] {
  const nodes = Array.from({ length: size }, (_, i) => i)
  shuffle(nodes, draw)
  return nodes.slice(0, Math.ceil(size / 2))
}
