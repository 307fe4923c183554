import { deriveSeed, Rng } from '../base/rng.ts'
import { binomial } from './binomial.ts'
import { BlockKernels, merge } from './block-kernels.ts'
import { cautiousMean, PoissonLoad } from './occupancy.ts'
import { type SpreadPlan, wholePlan, type WholePlan } from './plan.ts'
import { SpreadRecorder, type SpreadResult } from './result.ts'

/**
 * Engine `blocks`: every node has its bit, and a round is done block by block, so that a block stays in the cache. Nodes
 * are not visited: those of a block that are answered are drawn as Bernoulli bits, 32 at a time, and the pushes into a
 * block as hits of thrown balls. Equal in distribution to `contacts`, not alike run by run.
 * @throws RangeError for plans other than the all-knowing end with any number of answers
 */
export function spreadByBlocks(plan: SpreadPlan): SpreadResult {
  const whole = wholePlan(plan)
  if (!isBlockable(whole)) throw new RangeError('the block engine cannot run this plan; the engine "contacts" can')
  return new BlockRun(whole).run()
}

/** 2^30 nodes take 128 MiB. */
const MOST_NODES = 0x40000000
/** Words of a block: 16 KiB, half of a usual first-level cache. */
const BLOCK_WORDS = 4096
const BLOCK_NODES = BLOCK_WORDS * 32
/** From this chance of being reached on, bits are drawn for all nodes; below it, those that are reached one by one. */
const DENSE = 1 / 8
/** A double in [1/32, 1) has no more binary digits. */
const DIGITS = 58
const STREAM = 0x626c6f63

function isBlockable({ stop, answerLimit, nodes }: WholePlan): boolean {
  return stop.kind === 'all-knowing' && answerLimit === Number.POSITIVE_INFINITY && nodes <= MOST_NODES
}

/** The chances of one round, the same for every block. */
interface Round {
  /** That a call is answered. */
  readonly answer: number
  /** That a caller is answered at all. */
  readonly pull: number
  /** What is drawn for every node at once; undefined while few are reached. */
  readonly dense: Dense | undefined
}

interface Dense {
  /** A Poisson number of pushes per node, which in a block hardly ever sums up to more than fall there. */
  readonly pushes: PoissonLoad
  /** That a node is answered or hit. */
  readonly reached: number
  readonly digits: Int32Array
}

class BlockRun {
  readonly #plan: WholePlan
  readonly #record: SpreadRecorder
  readonly #random: () => number
  readonly #kernels: BlockKernels
  /** A bit per node; those who know at the start are the last ones, and stand outside: nobody needs to reach them. */
  readonly #bits: Int32Array
  readonly #outside: number
  readonly #scratch: Int32Array = new Int32Array(BLOCK_WORDS)
  /** How many know, per block. */
  readonly #known: Int32Array
  #informed: number

  constructor(plan: WholePlan) {
    const rng = new Rng(deriveSeed(plan.seed, STREAM))
    this.#plan = plan
    this.#random = () => rng.next()
    this.#kernels = new BlockKernels(Int32Array.from({ length: 4 }, () => rng.next()))
    this.#outside = plan.nodes - plan.informed
    this.#bits = new Int32Array(Math.ceil(this.#outside / 32))
    if (this.#outside % 32 !== 0) this.#bits[this.#bits.length - 1] = -1 << (this.#outside % 32)
    this.#known = new Int32Array(Math.ceil(this.#outside / BLOCK_NODES))
    this.#informed = plan.informed
    this.#record = new SpreadRecorder(plan.nodes, plan.informed)
  }

  run(): SpreadResult {
    while (this.#informed < this.#plan.nodes && this.#record.rounds < this.#plan.maxRounds) this.#round()
    return this.#record.result()
  }

  #round(): void {
    const { nodes, fanout, loss, mode } = this.#plan
    const round = this.#chances()
    const pushes = mode === 'pull' ? 0 : this.#informed * fanout
    this.#record.pushes += pushes
    if (mode !== 'push') this.#record.pulls += (nodes - this.#informed) * fanout
    let left = binomial(this.#random, pushes, ((1 - loss) * this.#outside) / (nodes - 1))
    let nodesLeft = this.#outside
    for (let block = 0; block < this.#known.length; block++) {
      const size = Math.min(BLOCK_NODES, nodesLeft)
      const balls = binomial(this.#random, left, size / nodesLeft)
      this.#block(round, block, size, balls)
      left -= balls
      nodesLeft -= size
    }
    this.#record.round(this.#informed)
  }

  /**
   * A caller never calls itself. Whoever knows calls one of the nodes - 1 others; as a call to somebody who knows
   * changes nothing, it may as well be one of the nodes - 1 that are not the first to have known.
   */
  #chances(): Round {
    const { nodes, fanout, loss, mode } = this.#plan
    const answer = mode === 'push' ? 0 : ((1 - loss) * this.#informed) / (nodes - 1)
    const load = mode === 'pull' ? 0 : ((1 - loss) * this.#informed * fanout) / (nodes - 1)
    const pull = chanceOfAny(answer, fanout)
    return { answer, pull, dense: Math.max(pull, load) < DENSE ? undefined : this.#dense(pull, load) }
  }

  #dense(pull: number, load: number): Dense {
    const size = Math.min(BLOCK_NODES, this.#outside)
    const pushes = new PoissonLoad(cautiousMean(load * size) / size)
    const reached = pull + (1 - pull) * pushes.hitChance
    return { pushes, reached, digits: digitsOf(reached) }
  }

  #block(round: Round, block: number, size: number, balls: number): void {
    const known = this.#known[block] as number
    if (known === size) return
    const target = { from: block * BLOCK_WORDS, words: (size + 31) >>> 5, size, balls, known }
    const fresh =
      round.dense === undefined ? this.#fewReached(round, target) : this.#manyReached(round, round.dense, target)
    this.#known[block] = known + fresh
    this.#informed += fresh
  }

  /** Those that are answered and those that are hit are drawn one by one. */
  #fewReached({ pull, answer }: Round, { from, words, size, balls }: Target): number {
    const pulled = this.#scatter(from, words, size, binomial(this.#random, size, pull))
    this.#record.answers += this.#answersTo(pulled, answer)
    return pulled + this.#kernels.throwAt(this.#bits, from, size, balls)
  }

  /** Sets that many different bits at random: those that are answered if all of the block asked. */
  #scatter(from: number, words: number, size: number, count: number): number {
    if (count === 0) return 0
    this.#scratch.fill(0, 0, words)
    for (let left = count; left > 0; ) left -= this.#kernels.throwAt(this.#scratch, 0, size, left)
    return merge(this.#bits, from, this.#scratch, words)
  }

  /**
   * As in `distinctHits`: each node gets a Poisson number of pushes, the draw is repeated if they are too many, and
   * what is left is thrown. One bit says whether a node is answered or hit; how many were which follows by numbers
   * only. Who knows already needs no bit, only to be counted.
   */
  #manyReached({ pull, answer }: Round, { pushes, reached, digits }: Dense, target: Target): number {
    const { from, words, size, balls, known } = target
    for (;;) {
      const fresh = this.#kernels.sprinkle(this.#scratch, this.#bits, from, from + words, digits)
      const hit = binomial(this.#random, fresh, pushes.hitChance / reached)
      const thrown = pushes.ballsIn(this.#random, hit + binomial(this.#random, known, pushes.hitChance))
      if (thrown > balls) continue
      const pulled = fresh - hit + binomial(this.#random, hit, pull)
      this.#record.answers += this.#answersTo(pulled, answer)
      merge(this.#bits, from, this.#scratch, words)
      return fresh + this.#kernels.throwAt(this.#bits, from, size, balls - thrown)
    }
  }

  /** All answers to callers of whom it is known that they got one. */
  #answersTo(pulled: number, answer: number): number {
    const { fanout } = this.#plan
    let answers = pulled
    let waiting = pulled
    // The first answer came at some call; every later call is answered or not as any other.
    for (let call = 1; call < fanout && waiting > 0; call++) {
      const first = binomial(this.#random, waiting, answer / chanceOfAny(answer, fanout - call + 1))
      waiting -= first
      answers += binomial(this.#random, first * (fanout - call), answer)
    }
    return answers
  }
}

/** A block, and what falls into it. */
interface Target {
  readonly from: number
  readonly words: number
  readonly size: number
  /** Pushes to its nodes, known or not. */
  readonly balls: number
  readonly known: number
}

/** The binary digits of a chance in [1/32, 1) as masks, most significant first, without trailing zeros. */
function digitsOf(chance: number): Int32Array {
  const digits = new Int32Array(DIGITS)
  let left = chance
  let used = 0
  for (let j = 0; j < DIGITS; j++) {
    left *= 2
    if (left < 1) continue
    digits[j] = -1
    left -= 1
    used = j + 1
  }
  return digits.subarray(0, used)
}

/** That at least one of some independent tries succeeds. */
function chanceOfAny(chance: number, tries: number): number {
  let none = 1
  for (let i = 0; i < tries; i++) none *= 1 - chance
  return tries === 1 ? chance : 1 - none
}
