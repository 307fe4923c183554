import { SerfAgent, type SerfAgentOptions } from '../support/serf-agent.ts'
import type { SerfIpcRecord } from '../support/serf-ipc.ts'
import { Journal } from './journal.ts'
import type { Party, View } from './party.ts'
import { readSerfLine } from './serf-log.ts'

/** A Serf agent in a scenario: its log and its event stream become a journal. */
export class SerfParty implements Party {
  readonly kind = 'serf'
  readonly journal: Journal = new Journal()
  readonly agent: SerfAgent

  constructor(options: SerfAgentOptions) {
    const args = ['-log-level=debug', ...(options.args ?? [])]
    this.agent = new SerfAgent({ ...options, args, onLine: (line) => this.#onLine(line) })
  }

  get name(): string {
    return this.agent.name
  }

  get address(): string {
    return this.agent.address
  }

  async start(join?: string): Promise<void> {
    await this.agent.start(join)
    await this.agent.ipc.stream('user,member-failed', (record) => this.#onRecord(record))
  }

  kill(): Promise<void> {
    return this.agent.kill()
  }

  leave(): Promise<void> {
    return this.agent.ipc.leave()
  }

  ended(): Promise<void> {
    return this.agent.process.exited
  }

  signal(signal: NodeJS.Signals): void {
    this.agent.process.signal(signal)
  }

  async views(): Promise<ReadonlyMap<string, View>> {
    const members = await this.agent.ipc.members()
    return new Map(members.map(({ Name, Status, Tags }) => [Name, { status: Status, tags: Tags }]))
  }

  setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    return this.agent.ipc.setTags(tags)
  }

  fire(event: string, payload: Uint8Array): Promise<void> {
    return this.agent.ipc.event(event, payload)
  }

  async dropped(): Promise<Readonly<Record<string, number>>> {
    return {}
  }

  #onLine(line: string): void {
    const saying = readSerfLine(line)
    if (saying !== undefined) this.journal.add(saying)
  }

  #onRecord({ Event, Name = '', Payload, Members = [] }: SerfIpcRecord): void {
    if (Event === 'user') {
      this.journal.add({ what: 'event', name: Name, payload: Buffer.from(Payload ?? []).toString('base64') })
    } else for (const member of Members) this.journal.add({ what: 'failed', member: member.Name })
  }
}
