import { deriveSeed } from '../../base/rng.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { breathe, meanOf, shareOf } from '../measure.ts'
import { BlockNetwork } from './block-network.ts'
import { BlockPair } from './block-pair.ts'

const BLOCK = { transactions: 2500, bytes: 1_000_000, coinbaseBytes: 250 }
const COLLIDING = { idBits: 24, inBlock: 1000, pooled: 10_000 }
const COLLIDING_BLOCKS = 5000
const NETWORKS = 3
const BLOCKS = 12
const NETWORK = {
  nodes: 40,
  chosen: 8,
  transactionsPerSecond: 3,
  blockEveryMs: 60_000,
  templateMs: 30_000,
}

/** That some pooled transaction has the short id of one in the block. */
const COLLISION_CHANCE = 1 - (1 - 2 ** -COLLIDING.idBits) ** (COLLIDING.inBlock * COLLIDING.pooled)

/** Bitcoin's compact blocks: what they cost, how long they take, and how often short ids collide. */
export const compactBlocks: Experiment = {
  id: 'bitcoin-compact-blocks',
  title: 'Compact blocks: bytes, round trips, collisions of short ids',
  source: 'Corallo, BIP152, "Compact Block Relay", 2016; 90 % without another round: Bitcoin Core’s compact blocks FAQ',
  parameters: {
    'block, bytes': `${BLOCK.transactions} transactions of ${BLOCK.bytes} bytes together, the first sent whole`,
    'blocks, collisions': `${COLLIDING_BLOCKS} of ${COLLIDING.inBlock} transactions, ids of ${COLLIDING.idBits} bits, ${COLLIDING.pooled} others pooled`,
    'network, rounds': `${NETWORKS} of ${NETWORK.nodes} nodes that choose ${NETWORK.chosen} neighbours each, ${NETWORK.transactionsPerSecond} transactions a second, ${BLOCKS} blocks, templates of up to ${NETWORK.templateMs / 1000} s`,
  },
  claims: [
    formulaClaim(
      'bytes',
      'Bytes of a compact block, 80 + 8 + 1 + 3 + 6 · 2500 + the first transaction',
      15_337,
      100,
      'bytes',
    ),
    formulaClaim('share', 'The same as a share of the block', 1.53, 0.1, '%'),
    formulaClaim('high', 'Round trips in high-bandwidth mode', 0.5, 0.01),
    formulaClaim('low', 'Round trips in low-bandwidth mode', 1.5, 0.01),
    formulaClaim('high-missing', 'Round trips in high-bandwidth mode, a transaction missing', 1.5, 0.01),
    formulaClaim('low-missing', 'Round trips in low-bandwidth mode, a transaction missing', 2.5, 0.01),
    formulaClaim('collisions', 'Blocks with a colliding short id, 1 − (1 − 2^−24)^(t·m)', COLLISION_CHANCE, 0.02),
    {
      id: 'one-round',
      text: 'Blocks that need no extra round',
      measure: 'one-round',
      published: 0.9,
      provenance: 'source',
      band: { least: 0.85, most: 1 },
      informative:
        'measured in the live network; how old a miner’s choice of transactions is decides it, and is not told',
    },
  ],
  run,
}

function formulaClaim(id: string, text: string, published: number, off: number, unit?: string): Claim {
  const band = { least: published - off, most: published + off }
  return { id, text, measure: id, published, provenance: 'formula', band, ...(unit && { unit }) }
}

async function run(context: RunContext): Promise<Measurements> {
  const { seed, signal } = context
  const rounds = measureRounds(deriveSeed(seed, 1))
  await breathe(signal)
  const collisions = await measureCollisions(deriveSeed(seed, 2), context)
  const oneRound = await measureNetworks(deriveSeed(seed, 3), context)
  return { ...rounds, collisions, 'one-round': oneRound }
}

function measureRounds(seed: number): Record<string, Measurement> {
  const pair = new BlockPair(seed)
  const low = sendBlock(pair, 0)
  const high = sendBlock(pair, 0)
  const bytes = pair.compactBytes
  const highMissing = sendBlock(pair, 1)
  const lowPair = new BlockPair(seed, { mostHigh: 0 })
  return {
    bytes: { value: bytes },
    share: { value: (100 * bytes) / (BLOCK.bytes + BLOCK.coinbaseBytes) },
    high: { value: high },
    low: { value: low },
    'high-missing': { value: highMissing },
    'low-missing': { value: sendBlock(lowPair, 1) },
  }
}

/** @param missing transactions that only the finder has; the first one is news to all, and sent whole */
function sendBlock(pair: BlockPair, missing: number): number {
  const { transactions, bytes, coinbaseBytes } = BLOCK
  const known = pair.transactions(transactions - 1, bytes / transactions)
  for (const item of known) pair.finder.offer(item)
  for (const item of known.slice(missing)) pair.receiver.offer(item)
  return pair.send([...pair.transactions(1, coinbaseBytes), ...known])
}

async function measureCollisions(seed: number, context: RunContext): Promise<Measurement> {
  const blocks = Math.max(10, Math.round(COLLIDING_BLOCKS * context.scale))
  const { idBits, inBlock, pooled } = COLLIDING
  const pair = new BlockPair(seed, { shortIdBytes: idBits / 8 })
  for (const item of pair.transactions(pooled, 16)) pair.receiver.offer(item)
  const items = pair.transactions(inBlock, 16)
  let colliding = 0
  for (let i = 0; i < blocks; i++) {
    for (const relay of [pair.finder, pair.receiver]) for (const item of items) relay.offer(item)
    const before = pair.receiver.counters.collisions
    pair.send(items)
    if (pair.receiver.counters.collisions > before) colliding++
    if (i % 20 === 0) await breathe(context.signal)
    context.progress((0.7 * (i + 1)) / blocks)
  }
  return shareOf(colliding, blocks)
}

async function measureNetworks(seed: number, context: RunContext): Promise<Measurement> {
  const shares: number[] = []
  const networks = Math.max(2, Math.round(NETWORKS * context.scale))
  const blocks = Math.max(2, Math.round(BLOCKS * context.scale))
  for (let i = 0; i < networks; i++) {
    await breathe(context.signal)
    const network = new BlockNetwork({ ...NETWORK, seed: deriveSeed(seed, i) })
    network.run(blocks)
    const { atOnce, withMissing, fallbacks } = network.counters
    shares.push(atOnce / (atOnce + withMissing + fallbacks))
    context.progress(0.7 + (0.3 * (i + 1)) / networks)
  }
  return meanOf(shares)
}
