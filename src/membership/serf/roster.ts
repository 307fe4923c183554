import type { MemberView } from '../../core/ports.ts'
import type { SerfMember, SerfStatus } from './events.ts'

/** A member as Serf keeps it: longer than SWIM does, so that the failed can be found again. */
export interface RosterEntry {
  view: MemberView
  status: SerfStatus
  statusLtime: number
  /** When it left or failed, ms of the node's clock. */
  goneAt: number
}

/** An intent about a member that is not known yet. */
interface RecentIntent {
  readonly leaving: boolean
  readonly ltime: number
  readonly heardAt: number
}

/** Serf's member table, with the intents that arrived before their member did. */
export class Roster {
  readonly #entries = new Map<string, RosterEntry>()
  readonly #intents = new Map<string, RecentIntent>()

  get(node: string): RosterEntry | undefined {
    return this.#entries.get(node)
  }

  /** Every member, in the order in which they were first seen. */
  entries(): Iterable<RosterEntry> {
    return this.#entries.values()
  }

  /** Adds a member that is alive; an intent that came before it counts now. */
  add(view: MemberView): RosterEntry {
    const entry: RosterEntry = { view, status: 'alive', statusLtime: 0, goneAt: 0 }
    const intent = this.#intents.get(view.node)
    if (intent !== undefined) {
      entry.statusLtime = intent.ltime
      if (intent.leaving) entry.status = 'leaving'
      this.#intents.delete(view.node)
    }
    this.#entries.set(view.node, entry)
    return entry
  }

  delete(node: string): void {
    this.#entries.delete(node)
  }

  /** Names by status, for the state that peers are sent. */
  named(status: SerfStatus): string[] {
    const names: string[] = []
    for (const entry of this.#entries.values()) if (entry.status === status) names.push(entry.view.node)
    return names
  }

  /** Keeps an intent for a member that may still come. @returns whether it was newer than what was kept */
  rememberIntent(node: string, leaving: boolean, ltime: number, now: number): boolean {
    const known = this.#intents.get(node)
    if (known !== undefined && known.ltime >= ltime) return false
    if (known === undefined && this.#intents.size >= MAX_INTENTS) return false
    this.#intents.set(node, { leaving, ltime, heardAt: now })
    return true
  }

  /** Drops intents whose member did not come. */
  expireIntents(olderThan: number): void {
    for (const [node, intent] of this.#intents) if (intent.heardAt < olderThan) this.#intents.delete(node)
  }
}

/** A row as the layers above get it: it stays as it is. */
export function snapshot(entry: RosterEntry): SerfMember {
  const { node, peer, meta, versions, incarnation } = entry.view
  return { node, peer, meta, versions, incarnation, status: entry.status, statusLtime: entry.statusLtime }
}

/** Names come from the network; a flood of invented ones must not fill the memory. */
const MAX_INTENTS = 4096
