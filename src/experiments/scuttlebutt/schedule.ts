import { below, deriveSeed, Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import { type Message, RecordingEnv } from '../../core/index.ts'
import {
  type KeyChangedEvent,
  Scuttlebutt,
  type ScuttlebuttMessage,
  type ScuttlebuttOptions,
} from '../../state/index.ts'
import { disagreementOf } from './agreement.ts'
import { Histories } from './histories.ts'
import { scuttlebuttSize } from './size-of.ts'

/** One thing that happens; numbers are taken modulo how many there are to choose from. */
export type Step =
  | { readonly kind: 'write'; readonly node: number; readonly key: number }
  | { readonly kind: 'exchange'; readonly node: number; readonly with: number }
  | { readonly kind: 'deliver' | 'double' | 'lose'; readonly mail: number }
  | { readonly kind: 'restart'; readonly node: number }

/** What a schedule is about. */
export interface ScheduleOptions {
  readonly nodes: number
  readonly seed: number
  readonly ordering: ScuttlebuttOptions['ordering']
  /** Whether each start is told how many there were before. */
  readonly countsStarts: boolean
}

interface Mail {
  readonly from: number
  readonly to: number
  readonly message: ScuttlebuttMessage
}

interface Place {
  readonly env: RecordingEnv
  readonly layer: Scuttlebutt
}

/**
 * A few nodes between which messages are lost, doubled, late and out of order, step by step as told; and what must hold
 * after each step.
 */
export class Schedule {
  readonly #options: ScheduleOptions
  readonly #places: Place[] = []
  readonly #histories: Histories
  readonly #mail: Mail[] = []
  #target = 0
  #starts = 0
  #written = 0

  constructor(options: ScheduleOptions) {
    this.#options = options
    this.#histories = new Histories(options.nodes)
    for (let node = 0; node < options.nodes; node++) this.#start(node)
  }

  /** Lets something happen. @returns what is wrong now, if anything */
  step(step: Step): string | undefined {
    if (step.kind === 'write') return this.#write(step.node % this.#options.nodes, step.key)
    if (step.kind === 'exchange') return this.#exchange(step.node % this.#options.nodes, step.with)
    if (step.kind === 'restart') return this.#start(step.node % this.#options.nodes)
    if (this.#mail.length === 0) return undefined
    const at = step.mail % this.#mail.length
    const mail = this.#mail[at] as Mail
    if (step.kind !== 'double') this.#mail.splice(at, 1)
    return step.kind === 'lose' ? undefined : this.#deliver(mail)
  }

  /**
   * Everything on its way is lost; then each exchanges with each, and nothing is.
   * @param gone the node that is gone for good, if one is
   * @returns what is wrong, if anything
   */
  settle(gone?: number): string | undefined {
    const { nodes } = this.#options
    this.#mail.length = 0
    for (let i = 0; i < ROUNDS * nodes * nodes; i++) {
      const wrong = i % nodes === gone ? undefined : this.#exchange(i % nodes, Math.floor(i / nodes))
      if (wrong !== undefined) return wrong
      const late = this.#deliverAll(gone)
      if (late !== undefined) return late
    }
    return disagreementOf(this.#places.filter((_, node) => node !== gone).map(({ layer }) => layer))
  }

  #deliverAll(gone?: number): string | undefined {
    for (let mail = this.#mail.shift(); mail !== undefined; mail = this.#mail.shift()) {
      const wrong = mail.to === gone ? undefined : this.#deliver(mail)
      if (wrong !== undefined) return wrong
    }
    return undefined
  }

  #write(node: number, key: number): string | undefined {
    const place = this.#places[node] as Place
    place.layer.set(`k${key % KEYS}`, Uint8Array.of(this.#written & 255, this.#written >> 8))
    this.#written++
    return this.#after(node)
  }

  #exchange(node: number, other: number): string | undefined {
    const { env, layer } = this.#places[node] as Place
    this.#target = (node + 1 + (other % (this.#options.nodes - 1))) % this.#options.nodes
    env.advance(layer, PERIOD_MS)
    return this.#after(node)
  }

  #deliver({ from, to, message }: Mail): string | undefined {
    this.#places[to]?.layer.onMessage(from as PeerId, message)
    return this.#after(to)
  }

  #start(node: number): string | undefined {
    const { seed, ordering, countsStarts } = this.#options
    const own = deriveSeed(seed, ++this.#starts)
    const env = new RecordingEnv({ self: node, seed: own, packetBudget: 1400, sizeOf: scuttlebuttSize })
    const sampler = { neighbours: [], sample: () => [this.#target as PeerId] }
    const settings = { periodMs: PERIOD_MS, exchangeBytes: EXCHANGE_BYTES, rate: 2, burst: 2, ordering }
    const layer = new Scuttlebutt(env, sampler, settings, countsStarts ? this.#starts : 0)
    this.#places[node] = { env, layer }
    layer.start()
    this.#histories.forget(node)
    return this.#after(node)
  }

  #after(node: number): string | undefined {
    const { env, layer } = this.#places[node] as Place
    for (const { to, message } of env.takeSent()) this.#post({ from: node, to, message: message as OwnMessage })
    const changes = env.takeEvents().filter(({ type }) => type === 'key-changed') as KeyChangedEvent[]
    const own = changes.filter(({ peer }) => peer === node)
    return this.#histories.check(node, layer, own)
  }

  #post(mail: Mail): void {
    this.#mail.push(mail)
    if (this.#mail.length > MOST_MAIL) this.#mail.shift()
  }
}

/** A schedule drawn by a seed. @returns what was wrong, if anything */
export function runSchedule(seed: number): string | undefined {
  const rng = new Rng(seed)
  const random = (): number => rng.next()
  const ordering = below(random, 2) === 0 ? 'depth' : 'breadth'
  const nodes = 2 + below(random, 3)
  const schedule = new Schedule({ nodes, seed, ordering, countsStarts: below(random, 2) === 0 })
  const steps = 20 + below(random, MOST_STEPS)
  for (let i = 0; i < steps; i++) {
    const wrong = schedule.step(drawStep(random))
    if (wrong !== undefined) return `schedule ${seed}, step ${i}: ${wrong}`
  }
  const wrong = schedule.settle(nodes > 2 && below(random, 2) === 0 ? 0 : undefined)
  return wrong && `schedule ${seed}, in peace: ${wrong}`
}

function drawStep(random: () => number): Step {
  const draw = below(random, 100)
  if (draw < 20) return { kind: 'write', node: random(), key: random() }
  if (draw < 40) return { kind: 'exchange', node: random(), with: random() }
  if (draw < 42) return { kind: 'restart', node: random() }
  const kind = draw < 82 ? 'deliver' : draw < 90 ? 'double' : 'lose'
  return { kind, mail: random() }
}

type OwnMessage = Message & ScuttlebuttMessage

const PERIOD_MS = 1000
/** Room for two or three updates: nearly every exchange is cut. */
const EXCHANGE_BYTES = 65
const KEYS = 5
const MOST_STEPS = 120
/** Until all have what all have: so often everybody asks everybody. */
const ROUNDS = 8
/** Messages under way at most; the oldest are lost. */
const MOST_MAIL = 60
