import type { Band, Claim, Provenance } from '../experiment.ts'

/** Percent of nodes that fail at once. */
export const FAILED = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95] as const
/** The same for Cyclon, which is cut to pieces beyond. */
export const FAILED_CYCLON = [10, 20, 30, 40, 50, 60, 70] as const
/** The same with acknowledged gossip. */
export const FAILED_ACKED = [10, 30, 50, 70] as const
/** The same for healing. */
export const FAILED_HEALING = [10, 30, 50, 70, 80, 90] as const

/** Figure 2, read off: mean reliability of 1000 messages, percent. */
const CYCLON_RELIABILITY: Readonly<Record<number, number>> = {
  10: 97,
  20: 96,
  30: 92.5,
  40: 86,
  50: 73.5,
  60: 50,
  70: 11.5,
}
const ACKED_RELIABILITY: Readonly<Record<number, number>> = { 10: 98.5, 30: 98.5, 50: 98, 70: 97 }
/** Figure 3, read off: cycles until Cyclon is as reliable as before. */
const CYCLON_HEALING: Readonly<Record<number, number>> = { 10: 42, 30: 51, 50: 72, 70: 102, 80: 107, 90: 159 }

function claim(
  id: string,
  text: string,
  measure: string,
  band: Band,
  more: { published?: number; unit?: string; provenance?: Provenance; informative?: string } = {},
): Claim {
  return { id, text, measure, band, provenance: 'source', ...more }
}

function around(value: number, off: number): Band {
  return { least: value - off, most: value + off }
}

/** The band of HyParView is ours: the figure shows no loss, and whom nobody knows is lost to any protocol. */
function hyParViewBand(failed: number): Band {
  if (failed <= 80) return { least: 99.5, most: 100 }
  return failed === 90 ? { least: 98, most: 100 } : { least: 80, most: 100 }
}

const NO_CONNECTIONS =
  'not the paper’s set-up: here nobody is told of broken connections, and only what is sent shows who is dead'

const RELIABILITY: readonly Claim[] = [
  ...FAILED.map((failed) =>
    claim(
      `hyparview-${failed}`,
      `${failed} % fail: HyParView's messages still reach all`,
      `hyparview: reliability, ${failed} % failed`,
      hyParViewBand(failed),
      { published: 100, unit: '%' },
    ),
  ),
  ...FAILED_CYCLON.map((failed) =>
    claim(
      `cyclon-${failed}`,
      `${failed} % fail: Cyclon's messages reach ${CYCLON_RELIABILITY[failed]} % (4 points to 50 %, then 8)`,
      `cyclon: reliability, ${failed} % failed`,
      around(CYCLON_RELIABILITY[failed] as number, failed <= 50 ? 4 : 8),
      { published: CYCLON_RELIABILITY[failed] as number, unit: '%' },
    ),
  ),
  ...FAILED_ACKED.map((failed) =>
    claim(
      `acked-${failed}`,
      `${failed} % fail: with acknowledged gossip Cyclon's reach ${ACKED_RELIABILITY[failed]} %`,
      `cyclon-acked: reliability, ${failed} % failed`,
      around(ACKED_RELIABILITY[failed] as number, 2),
      { published: ACKED_RELIABILITY[failed] as number, unit: '%' },
    ),
  ),
  claim(
    'unnoticed-50',
    '50 % fail, and no connection tells of it: the first messages show it to all the same',
    'hyparview without connections: reliability, 50 % failed',
    { least: 95 },
    { unit: '%', informative: NO_CONNECTIONS },
  ),
]

const HEALING: readonly Claim[] = FAILED_HEALING.flatMap((failed) => [
  claim(
    `healing-hyparview-${failed}`,
    `${failed} % fail: HyParView heals within ${failed <= 70 ? 2 : 4} cycles`,
    `hyparview: cycles to heal, ${failed} % failed`,
    { least: 1, most: failed <= 70 ? 2 : 4 },
    { unit: 'cycles' },
  ),
  claim(
    `healing-cyclon-${failed}`,
    `${failed} % fail: Cyclon needs ${CYCLON_HEALING[failed]} cycles, ±35 %`,
    `cyclon: cycles to heal, ${failed} % failed`,
    { least: (CYCLON_HEALING[failed] as number) * 0.65, most: (CYCLON_HEALING[failed] as number) * 1.35 },
    { published: CYCLON_HEALING[failed] as number, unit: 'cycles' },
  ),
  claim(
    `healing-ratio-${failed}`,
    `${failed} % fail: Cyclon needs at least 15 times as long`,
    `healing, cyclon over hyparview, ${failed} % failed`,
    { least: 15 },
    { unit: '×' },
  ),
])

const GRAPH: readonly Claim[] = [
  claim(
    'path',
    'HyParView: average shortest path',
    'hyparview: path, either way',
    { least: 6.2, most: 6.6 },
    {
      published: 6.38542,
      unit: 'hops',
    },
  ),
  claim('clustering', 'HyParView: clustering', 'hyparview: clustering', { most: 0.0015 }, { published: 0.00092 }),
  claim(
    'regular',
    'HyParView: nearly all nodes are known by five',
    'hyparview: nodes with in-degree 5',
    { least: 90 },
    { unit: '%' },
  ),
  claim('symmetric', 'HyParView: every link is known to both ends', 'hyparview: one-sided links', { most: 0 }),
  claim(
    'last-hop',
    'HyParView: hops until the last node has a message',
    'hyparview: last hop, fan-out 4',
    around(9, 1),
    { published: 9, unit: 'hops' },
  ),
  claim(
    'cyclon-clustering',
    'Cyclon: clustering',
    'cyclon: clustering',
    { least: 0.006, most: 0.0075 },
    {
      published: 0.006836,
    },
  ),
  claim(
    'cyclon-path',
    'Cyclon: average shortest path, links taken either way',
    'cyclon: path, either way',
    { least: 2.55, most: 2.65 },
    { published: 2.60426, unit: 'hops' },
  ),
  claim(
    'cyclon-last-hop',
    'Cyclon: hops until the last node has a message',
    'cyclon: last hop, fan-out 4',
    around(10.6, 1),
    { published: 10.6, unit: 'hops' },
  ),
]

const FANOUT: readonly Claim[] = [
  claim('fanout-4', 'Cyclon, nobody fails, fan-out 4', 'cyclon: reliability, fan-out 4', around(98.4, 0.5), {
    published: 98.4,
    unit: '%',
  }),
  claim(
    'fanout-5',
    'Cyclon, nobody fails, fan-out 5: above 99 %',
    'cyclon: reliability, fan-out 5',
    { least: 99 },
    {
      published: 99,
      unit: '%',
    },
  ),
  claim('fanout-6', 'Cyclon, nobody fails, fan-out 6', 'cyclon: reliability, fan-out 6', around(99.9, 0.5), {
    published: 99.9,
    unit: '%',
  }),
  claim(
    'fanout-hyparview',
    'HyParView, nobody fails: all nodes',
    'hyparview: reliability, fan-out 4',
    { least: 99.999 },
    { published: 100, unit: '%' },
  ),
]

/** Sections 5.2 to 5.4 of the paper; figures 1 to 3, table 1. */
export const hyParViewClaims: readonly Claim[] = [...RELIABILITY, ...HEALING, ...GRAPH, ...FANOUT]
