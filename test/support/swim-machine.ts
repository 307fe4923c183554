import { AddressBook } from '../../src/core/address-book.ts'
import type { PeerId } from '../../src/core/env.ts'
import type { Message } from '../../src/core/message.ts'
import { RecordingEnv } from '../../src/core/recording-env.ts'
import { SWIM_TAGS } from '../../src/core/tags.ts'
import { Awareness } from '../../src/membership/swim/awareness.ts'
import type { SwimContext } from '../../src/membership/swim/context.ts'
import { Hearing } from '../../src/membership/swim/hearing.ts'
import { MemberTable } from '../../src/membership/swim/member-table.ts'
import { NO_ROW } from '../../src/membership/swim/members.ts'
import type { MemberRecord } from '../../src/membership/swim/messages.ts'
import { swimOptions } from '../../src/membership/swim/options.ts'
import { Planes } from '../../src/membership/swim/planes.ts'
import { PushPullExchange } from '../../src/membership/swim/push-pull.ts'
import { Rules } from '../../src/membership/swim/rules.ts'
import { BARE_VERSIONS } from '../../src/membership/swim/versions.ts'

const IDLE = { start: () => {}, onMessage: () => {}, onTimer: () => {}, onEvent: () => {} }

/** The rules of one node called "self", with a list in place of gossip. */
export class SwimMachine {
  readonly env: RecordingEnv
  readonly book: AddressBook = new AddressBook()
  readonly context: SwimContext
  readonly rules: Rules
  /** What the rules would gossip, oldest first. */
  readonly news: Message[] = []
  readonly #exchange: PushPullExchange

  constructor(deadNodeReclaimMs = 0) {
    this.env = new RecordingEnv({ self: this.peer('127.0.0.1', 7946) })
    this.context = {
      env: this.env,
      options: swimOptions('lan', { deadNodeReclaimMs }),
      node: 'self',
      versions: BARE_VERSIONS,
      table: new MemberTable(),
      awareness: new Awareness(8),
      leaving: false,
      selfRow: NO_ROW,
      random: () => this.env.random(),
      planes: new Planes(() => {}),
      counters: { probes: 0, failedProbes: 0, suspicions: 0, refutations: 0, pushPulls: 0, misdirectedPings: 0 },
    }
    const hearing = new Hearing(this.context, () => {})
    this.rules = new Rules(this.context, { broadcast: (message) => this.news.push(message) }, hearing, () => {})
    this.#exchange = new PushPullExchange(this.context, this.rules)
    this.rules.announceSelf(new Uint8Array(0))
    this.news.length = 0
  }

  get health(): number {
    return this.context.awareness.score
  }

  peer(host: string, port: number): PeerId {
    return this.book.internText(host, port) as PeerId
  }

  /** Lets time pass without firing anything. */
  advance(ms: number): void {
    this.env.advance(IDLE, ms)
  }

  /** Merges somebody's member table. */
  merge(members: readonly MemberRecord[]): void {
    const reply = { tag: SWIM_TAGS.pushPullReply, join: false, members, state: undefined } as const
    this.#exchange.onReply(this.peer('127.0.0.9', 9), reply)
  }
}
