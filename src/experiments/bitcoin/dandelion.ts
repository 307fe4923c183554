import { deriveSeed } from '../../base/rng.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { breathe, leastOf, meanOf } from '../measure.ts'
import { precisionOf } from './precision.ts'
import { StemNetwork } from './stem-network.ts'

/** So many that few stems come around in a circle. */
const STEM_NODES = 2000
const NODES = 300
const CHOSEN = 8
const EPOCH_MS = 600_000
/** Epochs in each of which every node sends one message. */
const EPOCHS = 8
/** Longer than stems and the latest embargo take. */
const SETTLE_MS = 600_000
const SPY_SHARE = 0.2
const HOLE_SHARE = 0.2
const SPIED_NETWORKS = 4
const HOLED_NETWORKS = 2

/** Dandelion++: how long stems are, what swallows them, and what spies can tell. */
export const dandelion: Experiment = {
  id: 'bitcoin-dandelion',
  title: 'Dandelion++: stems, black holes, spies',
  source: 'Fanti, Venkatakrishnan, Bakshi, Denby, Bhargava, Miller, Viswanath, "Dandelion++", SIGMETRICS 2018; BIP156',
  parameters: {
    nodes: `${NODES}, for stems alone ${STEM_NODES}, each of which chooses ${CHOSEN} neighbours`,
    'stem hops': `one message of each node in each of ${EPOCHS} epochs of 10 minutes`,
    'black holes': `${100 * HOLE_SHARE} % of the nodes, ${HOLED_NETWORKS} networks`,
    spies: `${100 * SPY_SHARE} % of the nodes, ${SPIED_NETWORKS} networks, one message of each node that is no spy`,
  },
  claims: [
    {
      id: 'stem-hops',
      text: 'Hops of a stem, the first one included: 1/q for q = 0.1, less what ends in a circle',
      measure: 'stem-hops',
      published: 10,
      unit: 'hops',
      provenance: 'source',
      band: { least: 9, most: 10 },
    },
    {
      id: 'holes-reach',
      text: 'Nodes that the least spread message reaches though others swallow stems',
      measure: 'holes-reach',
      published: 1,
      provenance: 'source',
      band: { least: 1, most: 1 },
    },
    memoryClaim('precision-stem', 'First-spy precision with stems', { most: 0.1 }),
    memoryClaim('precision-flood', 'First-spy precision of a flood', { least: 0.3 }),
    {
      id: 'precision-gain',
      text: 'How many times as precise the first spy is for a flood',
      measure: 'precision-gain',
      provenance: 'source',
      band: { least: 2 },
      informative: 'the paper proves an order, p² log(1/p) against a constant, not a factor',
    },
  ],
  run,
}

function memoryClaim(id: string, text: string, band: Claim['band']): Claim {
  return { id, text, measure: id, provenance: 'memory', band }
}

async function run(context: RunContext): Promise<Measurements> {
  const { seed } = context
  const stemHops = await measureStems(deriveSeed(seed, 1), context)
  const holes = await measureHoles(deriveSeed(seed, 2), context)
  const spies = await measureSpies(deriveSeed(seed, 3), context)
  return { 'stem-hops': stemHops, ...holes, ...spies }
}

/** Every node sends a message at its time in the epoch. What is fluffed goes nowhere: only the stems are counted. */
async function measureStems(seed: number, context: RunContext): Promise<Measurement> {
  const nodes = Math.max(40, Math.round(STEM_NODES * context.scale))
  const network = new StemNetwork({ seed, nodes, chosen: CHOSEN, stems: true, spreads: false })
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let node = 0; node < nodes; node++) {
      network.send(node)
      network.sim.run(EPOCH_MS / nodes)
      if (node % 100 === 0) await breathe(context.signal)
    }
    context.progress((0.2 * (epoch + 1)) / EPOCHS)
  }
  network.sim.run(SETTLE_MS)
  return meanOf(network.stemHops)
}

async function measureHoles(seed: number, context: RunContext): Promise<Record<string, Measurement>> {
  const shares: number[] = []
  for (let i = 0; i < HOLED_NETWORKS; i++) {
    const own = { seed: deriveSeed(seed, i), nodes: sized(NODES, context), chosen: CHOSEN }
    const network = new StemNetwork({ ...own, stems: true, holeShare: HOLE_SHARE })
    await sendOneEach(network, network.holes, context)
    network.sim.run(SETTLE_MS)
    shares.push(...network.reached.map((reached) => reached / network.sim.nodes.length))
    context.progress(0.2 + (0.2 * (i + 1)) / HOLED_NETWORKS)
  }
  return { 'holes-reach': leastOf(shares) }
}

async function measureSpies(seed: number, context: RunContext): Promise<Record<string, Measurement>> {
  const found: Record<'stem' | 'flood', number[]> = { stem: [], flood: [] }
  const hits: Record<'stem' | 'flood', number[]> = { stem: [], flood: [] }
  const networks = Math.max(2, Math.round(SPIED_NETWORKS * context.scale))
  for (let i = 0; i < networks; i++) {
    for (const kind of ['stem', 'flood'] as const) {
      const own = { seed: deriveSeed(seed, i), nodes: sized(NODES, context), chosen: CHOSEN, spyShare: SPY_SHARE }
      const network = new StemNetwork({ ...own, stems: kind === 'stem' })
      const origins = await sendOneEach(network, network.spies, context)
      network.sim.run(SETTLE_MS)
      const { precision, recall } = precisionOf(origins, network.firstTold)
      found[kind].push(precision)
      hits[kind].push(recall)
    }
    context.progress(0.4 + (0.6 * (i + 1)) / networks)
  }
  const [stem, flood] = [meanOf(found.stem), meanOf(found.flood)]
  return {
    'precision-stem': stem,
    'precision-flood': flood,
    'precision-gain': { value: flood.value / stem.value },
    'recall-stem': meanOf(hits.stem),
    'recall-flood': meanOf(hits.flood),
  }
}

/** Every node but some sends one message within a minute, in one epoch of nearly all. @returns who sent which */
async function sendOneEach(
  network: StemNetwork,
  but: ReadonlySet<number>,
  context: RunContext,
): Promise<readonly number[]> {
  const size = network.sim.nodes.length
  const origins: number[] = []
  for (let node = 0; node < size; node++) {
    if (but.has(node)) continue
    network.send(node)
    origins.push(node)
    network.sim.run(60_000 / size)
    if (node % 10 === 0) await breathe(context.signal)
  }
  return origins
}

function sized(nodes: number, { scale }: RunContext): number {
  return Math.max(40, Math.round(nodes * Math.min(1, 4 * scale)))
}
