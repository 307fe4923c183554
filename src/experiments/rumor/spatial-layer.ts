import { deriveSeed } from '../../base/rng.ts'
import { RUMOR_TAGS } from '../../core/tags.ts'
import type { RumorOptions } from '../../dissemination/index.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { breathe, shareOf } from '../measure.ts'
import { DEMERS_SOURCE } from '../spreading/demers-tables.ts'
import { meanOfRuns, RumorRepeater } from './repeat-rumors.ts'
import { RumorCluster, type RumorPlan } from './rumor-cluster.ts'
import { powerWeights, sortedListWeights, weightedBy } from './spatial-sampler.ts'
import { line, twoContinents } from './two-continents.ts'
import type { Watch } from './watched-rumor.ts'

const MAP = twoContinents()
const SECOND = MAP.sites - MAP.first
/** Crossings per cycle if everybody calls anybody: 2·n1·n2/(n − 1), for nobody calls itself. */
const CROSSINGS = (2 * MAP.first * SECOND) / (MAP.sites - 1)
/** Exponents of tables 4 and 5; 0 stands for the uniform choice. */
const EXPONENTS = [0, 1.2, 1.4, 1.6, 1.8, 2]
/** The ends of the tables decide. */
const RUNS: Readonly<Record<number, number>> = { 0: 150, 1.2: 10, 1.4: 10, 1.6: 10, 1.8: 10, 2: 80 }
const LIMITS = { free: 1000, limited: 1 } as const
type Limit = keyof typeof LIMITS
/** Length of the links' law, by exponent: traffic grows as n to this. */
const LINE_LAWS = [
  { a: 0.5, law: 'O(n)', power: 1 },
  { a: 1.5, law: 'O(n^(2 − a))', power: 0.5 },
  { a: 2.5, law: 'O(1)', power: 0 },
]
const LINE_SIZES = [64, 128, 256, 512]
const LINE_CYCLES = 60
/** With a = 2 few calls make most of the way: so many times more cycles for the same precision. */
const RARE = 12
/** With this k of push 200 rumours of 200 reach all sites if anybody is called. */
const UNIFORM_K = 12
const SPATIAL_A = 1.2
const TRIALS = 200

/** Demers' tables 4 and 5: nearer partners spare the long links. */
export const spatialLayer: Experiment = {
  id: 'rumor-layer-spatial',
  title: 'Spatial distributions with the layer that ships: what the long link carries',
  source: DEMERS_SOURCE.replace('section 1.4, tables 1-3', 'section 3, tables 4-5'),
  parameters: {
    map: `${MAP.first} and ${SECOND} sites on two continents, one link between; the paper's map is not published, so shapes are compared`,
    layer: 'src/dissemination/rumor, push-pull, stop "no-end", payloads on request: rounds of anti-entropy',
    partners: 'WeightedSampler with the sorted-list form of the paper',
    'compare traffic': 'calls that are taken and cross the link, per cycle',
    'update traffic': 'payloads that cross the link, per rumour',
    'connection limit 1': 'a site takes one call a cycle, others are not heard (hunt 0)',
    runs: `${RUNS[0]} uniform, ${RUNS[2]} with a = 2, ${RUNS[1.2]} between; ${TRIALS} of the rumours that end`,
  },
  claims: [...tableClaims(), ...limitClaims(), ...LINE_LAWS.map(lineClaim), logClaim(), ...enoughClaims()],
  figures: [
    {
      title: 'Comparisons over the long link',
      xLabel: 'exponent a (0: uniform)',
      yLabel: 'per cycle',
      isLogarithmic: true,
      series: (['free', 'limited'] as const).map((limit) => ({
        label: limit === 'free' ? 'no limit' : 'connection limit 1',
        points: EXPONENTS.map((x) => ({ x, measure: `compare-${limit}-a${x}` })),
      })),
    },
  ],
  run,
}

function tableClaims(): Claim[] {
  return [
    {
      ...{ id: 'uniform-crossings', text: 'uniform: comparisons over the link, 2·n1·n2/(n1 + n2) a cycle' },
      ...{ measure: 'compare-free-a0', published: CROSSINGS, provenance: 'formula' },
      band: { least: 0.95 * CROSSINGS, most: 1.05 * CROSSINGS },
    },
    shape('spared', 'uniform over a = 2: comparisons on the link', 31, { least: 20 }),
    shape('slower', 'a = 2 over uniform: last receipt', 1.71, { least: 1.5, most: 2.1 }),
    ...[
      { measure: 't-last-free-a0', text: 'uniform, no limit: last receipt', published: 7.8 },
      { measure: 't-ave-free-a0', text: 'uniform, no limit: mean receipt', published: 5.3 },
      { measure: 't-last-limited-a0', text: 'uniform, connection limit 1: last receipt', published: 11 },
      { measure: 't-ave-limited-a0', text: 'uniform, connection limit 1: mean receipt', published: 7 },
    ].map(uniformTime),
  ]
}

function shape(measure: string, text: string, published: number, band: Claim['band']): Claim {
  return { id: measure, text, measure, published, provenance: 'source', band }
}

/** Where anybody is called the map does not matter, but for its size. */
function uniformTime({ measure, text, published }: { measure: string; text: string; published: number }): Claim {
  return {
    ...{ id: measure, text, measure, published, unit: 'cycles', provenance: 'source' },
    ...{ band: { least: published - 0.3, most: published + 0.3 } },
    informative: 'the number of sites of the paper’s map is only said to be several hundred',
  }
}

function limitClaims(): Claim[] {
  const falls = 'uniform: comparisons without over with a connection limit of 1'
  return [
    shape('limit-spares', falls, 1.6, { least: 1.4, most: 1.8 }),
    shape('limit-updates', 'uniform: updates over the link, with the limit over without', 1.01, {
      least: 0.95,
      most: 1.05,
    }),
    shape('limited-slower', 'connection limit 1, a = 2 over uniform: last receipt', 2.24, { least: 1.5, most: 2.5 }),
  ]
}

function lineClaim({ a, law, power }: (typeof LINE_LAWS)[number]): Claim {
  return {
    id: `line-a${a}`,
    text: `a line, a = ${a}: calls over a link grow as ${law}: fitted power`,
    measure: `line-a${a}`,
    published: power,
    provenance: 'source',
    band: { least: power - 0.15, most: power + 0.15 },
  }
}

function logClaim(): Claim {
  return {
    ...{ id: 'line-a2', text: 'a line, a = 2: O(log n): growth by the last doubling over that by the first' },
    ...{ measure: 'line-a2', published: 1, provenance: 'source', band: { least: 0.6, most: 1.4 } },
  }
}

function enoughClaims(): Claim[] {
  return [
    {
      ...{ id: 'uniform-k', text: `push rumour, k = ${UNIFORM_K}, uniform: rumours that reach all` },
      ...{ measure: 'uniform-k', published: 1, provenance: 'pilot', band: { least: 1 } },
    },
    {
      ...{ id: 'spatial-k', text: `the same with a = ${SPATIAL_A} and four times that k: rumours that reach all` },
      ...{ measure: 'spatial-k', provenance: 'source', band: { most: 1 - 1 / TRIALS } },
    },
    {
      ...{ id: 'spatial-asks', text: `push-pull, where all ask, a = ${SPATIAL_A}, k = 4: rumours that reach all` },
      ...{ measure: 'spatial-asks', published: 0, provenance: 'source', band: { most: 1 - 1 / TRIALS } },
      informative:
        'the paper needs k = 36 on its own map with push-pull; here who knows nothing asks in every cycle, and k = 4 is enough',
    },
  ]
}

async function run(context: RunContext): Promise<Measurements> {
  const repeater = new RumorRepeater(context, 2 * EXPONENTS.length + 3)
  const table: Record<string, Measurement> = {}
  for (const limit of ['free', 'limited'] as const) {
    for (const a of EXPONENTS) Object.assign(table, await measureRow(repeater, limit, a))
  }
  return { ...table, ...shapes(table), ...(await measureEnough(repeater)), ...(await measureLines(context)) }
}

/** One row of table 4 or 5. */
async function measureRow(repeater: RumorRepeater, limit: Limit, a: number): Promise<Measurements> {
  let [calls, bodies] = [0, 0]
  const watch: Watch = (from, to, { tag }, isTaken) => {
    if (!isTaken || !MAP.crosses(from, to)) return
    if (tag === RUMOR_TAGS.call) calls++
    else if (tag === RUMOR_TAGS.bodies) bodies++
  }
  const options = { mode: 'push-pull', stop: 'no-end', answerLimit: LIMITS[limit] } as const
  const plan = { ...planOf(options, a), watch }
  const runs = await repeater.run({ plan, runs: RUNS[a] as number, perCluster: 1, until: 'all-know' })
  const cycles = runs.reduce((sum, { silentAfter }) => sum + silentAfter, 0)
  const key = `${limit}-a${a}`
  return {
    [`compare-${key}`]: { value: calls / cycles, n: runs.length },
    [`update-${key}`]: { value: bodies / runs.length, n: runs.length },
    [`t-last-${key}`]: meanOfRuns(runs, ({ tLast }) => tLast),
    [`t-ave-${key}`]: meanOfRuns(runs, ({ tAve }) => tAve),
  }
}

function planOf(options: Partial<RumorOptions>, a: number): RumorPlan {
  const weighted = weightedBy((self) => sortedListWeights(MAP, self, a))
  return { nodes: MAP.sites, options, ...(a === 0 ? {} : { sampler: weighted }) }
}

function shapes(table: Measurements): Measurements {
  const ratio = (over: string, under: string): Measurement => ({
    value: (table[over] as Measurement).value / (table[under] as Measurement).value,
  })
  return {
    spared: ratio('compare-free-a0', 'compare-free-a2'),
    slower: ratio('t-last-free-a2', 't-last-free-a0'),
    'limit-spares': ratio('compare-free-a0', 'compare-limited-a0'),
    'limit-updates': ratio('update-limited-a0', 'update-free-a0'),
    'limited-slower': ratio('t-last-limited-a2', 't-last-limited-a0'),
  }
}

/** How large a counter has to be for everybody to hear. */
async function measureEnough(repeater: RumorRepeater): Promise<Measurements> {
  const share = async (mode: 'push' | 'push-pull', k: number, a: number): Promise<Measurement> => {
    const plan = planOf({ mode, stop: 'feedback-counter', k }, a)
    const runs = await repeater.run({ plan, runs: TRIALS })
    return shareOf(runs.filter(({ missed }) => missed === 0).length, runs.length)
  }
  return {
    'uniform-k': await share('push', UNIFORM_K, 0),
    'spatial-k': await share('push', 4 * UNIFORM_K, SPATIAL_A),
    'spatial-asks': await share('push-pull', 4, SPATIAL_A),
  }
}

async function measureLines(context: RunContext): Promise<Measurements> {
  const all: Record<string, Measurement> = {}
  for (const { a } of LINE_LAWS) {
    const traffic = await lineTraffic(context, a)
    const [least, most] = [traffic[0] as number, traffic.at(-1) as number]
    all[`line-a${a}`] = {
      value: Math.log(most / least) / Math.log((LINE_SIZES.at(-1) as number) / (LINE_SIZES[0] as number)),
    }
  }
  const [one, two, three, four] = (await lineTraffic(context, 2)) as [number, number, number, number]
  return { ...all, 'line-a2': { value: (four - three) / (two - one) } }
}

/** Calls over a link of a line in a cycle, mean of its links, by length of the line. */
async function lineTraffic({ seed, scale, signal }: RunContext, a: number): Promise<number[]> {
  const traffic: number[] = []
  for (const sites of LINE_SIZES) {
    const map = line(sites)
    let links = 0
    const cluster = new RumorCluster(deriveSeed(seed, sites, Math.round(10 * a)), {
      nodes: sites,
      options: { mode: 'push-pull', stop: 'no-end' },
      sampler: weightedBy((self) => powerWeights(map, self, a)),
      watch: (from, to, { tag }) => {
        if (tag === RUMOR_TAGS.call) links += map.distance(from, to)
      },
    })
    const cycles = Math.max(2, Math.round(LINE_CYCLES * scale * (a === 2 ? RARE : 1)))
    cluster.pass(cycles)
    traffic.push(links / (cycles * (sites - 1)))
    await breathe(signal)
  }
  return traffic
}
