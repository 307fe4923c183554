import { describeLine, type UpLine } from './up-line.ts'

/** The last event that was fired from here, and who has it. */
export interface FiredEvent {
  readonly id: string
  readonly by: string
  /** Milliseconds after it was fired, by name, in the order of arrival. */
  readonly arrivals: ReadonlyMap<string, number>
}

interface Group {
  readonly key: string
  readonly at: number
  readonly tellers: string[]
  text: string
}

/** What several tell of one member within this time is one line, ms. */
const GROUP_MS = 15_000
const MOST_LINES = 200

/** Keeps what the live view shows of the past. What all survivors tell of one member becomes one line. */
export class RecentEvents {
  readonly #groups: Group[] = []
  #fired: { readonly id: string; readonly by: string; readonly arrivals: Map<string, number> } | undefined

  /** Oldest first. */
  get lines(): readonly { readonly at: number; readonly text: string }[] {
    return this.#groups
  }

  get fired(): FiredEvent | undefined {
    return this.#fired
  }

  add(line: UpLine): void {
    if (line.type === 'state') return
    if (line.type === 'event-fired') this.#fired = { id: line.id, by: line.by, arrivals: new Map() }
    if (line.type === 'event-arrived') this.#fired?.arrivals.set(line.by, line.afterMs)
    else if (line.type === 'told') this.#addTold(line.at, line.what, line.member, line.by)
    else this.#push({ key: '', at: line.at, tellers: [], text: describeLine(line) })
  }

  #addTold(at: number, what: string, member: string, by: string): void {
    const key = `${what} ${member}`
    const group = this.#groups.findLast((candidate) => candidate.key === key)
    if (group !== undefined && at - group.at < GROUP_MS && !group.tellers.includes(by)) {
      group.tellers.push(by)
      group.text = toldText(what, member, group.tellers)
    } else this.#push({ key, at, tellers: [by], text: toldText(what, member, [by]) })
  }

  #push(group: Group): void {
    this.#groups.push(group)
    if (this.#groups.length > MOST_LINES) this.#groups.shift()
  }
}

function toldText(what: string, member: string, tellers: readonly string[]): string {
  return `${what} ${member}, told by ${tellers.join(', ')}`
}
