import { deriveSeed } from '../../base/rng.ts'
import type { CyclonOptions } from '../../sampling/index.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { breathe } from '../measure.ts'
import { bothWays, clustering, deadShare, inDegrees, meanPath } from '../overlay/graph.ts'
import { deviation, within } from '../overlay/moments.ts'
import { CYCLE_MS, type CyclonNode, cyclonMaker } from '../overlay/overlay-nodes.ts'
import { OverlayRun } from '../overlay/overlay-run.ts'
import { settled } from '../overlay/settled.ts'

const NODES = 10_000
const LEAST_NODES = 400
/** Nodes from which shortest paths are looked for. */
const PATH_SOURCES = 100
const SMALL: Partial<CyclonOptions> = { viewSize: 20, shuffleSize: 8 }
const VIEW = 20

const HANDED_ON =
  'links to the dead are handed on while they last, into places that others left: with a view of 35 the HyParView paper itself has 72 cycles until Cyclon has healed'

/** Cyclon's overlay as a random graph, and how it forgets the dead. */
export const cyclon: Experiment = {
  id: 'cyclon',
  title: 'Cyclon: everybody is known about equally well, and the dead are forgotten',
  source:
    'Voulgaris, Gavidia, van Steen, "CYCLON: Inexpensive Membership Management for Unstructured P2P Overlays", J. Network and Systems Management 13, 2005; Jelasity and others, "Gossip-based Peer Sampling", ACM TOCS 25(3), 2007',
  parameters: { nodes: NODES, view: VIEW, 'peers in an exchange': 8, settling: '50 cycles' },
  claims: claims(),
  run: measure,
}

function claims(): readonly Claim[] {
  return [
    {
      id: 'in-degree',
      text: 'The in-degree scatters far less than by chance, where its standard deviation would be 4.47',
      measure: 'in-degree, s.d.',
      published: 1.48,
      provenance: 'pilot',
      band: { least: 1.3, most: 1.7 },
    },
    {
      id: 'clustering',
      text: 'Clustering over that of a random graph of the same size',
      measure: 'clustering over random',
      unit: '×',
      provenance: 'pilot',
      band: { most: 1.15 },
    },
    {
      id: 'path',
      text: 'Average shortest path along links',
      measure: 'path along links',
      published: 3.39,
      unit: 'hops',
      provenance: 'pilot',
      band: { least: 3.34, most: 3.44 },
    },
    {
      id: 'dead',
      text: 'Half of the nodes crash: after as many cycles as a view has places no link leads to them',
      measure: 'cycles until no link is dead',
      unit: 'cycles',
      provenance: 'pilot',
      band: { most: VIEW },
      informative: HANDED_ON,
    },
    {
      id: 'dead-twice',
      text: 'The same after twice as many cycles',
      measure: 'cycles until no link is dead',
      unit: 'cycles',
      provenance: 'pilot',
      band: { most: 2 * VIEW },
    },
    {
      id: 'near-mean',
      text: 'Four fifths of the nodes have an in-degree within 5 % of the mean',
      measure: 'in-degree within 5 %',
      published: 80,
      unit: '%',
      provenance: 'memory',
      band: { least: 65, most: 90 },
    },
  ]
}

async function measure(context: RunContext): Promise<Measurements> {
  const nodes = Math.max(LEAST_NODES, Math.round(NODES * context.scale))
  const shuffling = { overlay: SMALL, hasCycles: true }
  const run = await settled(new OverlayRun(deriveSeed(context.seed, 1), cyclonMaker(shuffling)), nodes, context.signal)
  context.progress(0.6)
  const graph = graphOf(run)
  const cycles = await cyclesUntilNoneIsDead(run, context)
  context.progress(1)
  return { ...graph, 'cycles until no link is dead': { value: cycles } }
}

function graphOf(run: OverlayRun<CyclonNode>): Record<string, Measurement> {
  const { links } = run
  const both = bothWays(links)
  const degrees = inDegrees(links)
  const meanDegree = [...both.values()].reduce((sum, peers) => sum + peers.length, 0) / both.size
  return {
    'in-degree, s.d.': { value: deviation(degrees) },
    'in-degree within 5 %': { value: 100 * within(degrees, 0.05) },
    'clustering over random': { value: clustering(both) / (meanDegree / (both.size - 1)) },
    'path along links': { value: meanPath(links, PATH_SOURCES, () => run.sim.workload.next()), n: PATH_SOURCES },
  }
}

async function cyclesUntilNoneIsDead(run: OverlayRun<CyclonNode>, { signal }: RunContext): Promise<number> {
  run.crash(Math.round(run.live.length / 2))
  for (let cycle = 1; cycle <= MOST_CYCLES; cycle++) {
    await breathe(signal)
    run.sim.run(CYCLE_MS)
    if (deadShare(run.links) === 0) return cycle
  }
  return MOST_CYCLES
}

/** When we stop to wait. */
const MOST_CYCLES = 100
