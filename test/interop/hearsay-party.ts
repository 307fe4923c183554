import type { EventLine } from '../../src/agent/http/shapes.ts'
import { HearsayAgent, type HearsayAgentOptions } from '../support/hearsay-agent.ts'
import { Journal, type Saying } from './journal.ts'
import type { Party, View } from './party.ts'

/** A hearsay agent in a scenario: its event stream becomes a journal. */
export class HearsayParty implements Party {
  readonly kind = 'hearsay'
  readonly journal: Journal = new Journal()
  readonly agent: HearsayAgent
  #stop: () => void = () => {}

  constructor(options: HearsayAgentOptions) {
    this.agent = new HearsayAgent(options)
  }

  get name(): string {
    return this.agent.name
  }

  get address(): string {
    return this.agent.address
  }

  async start(join?: string): Promise<void> {
    this.#stop()
    await this.agent.start(join)
    this.#stop = await this.agent.follow((line) => this.#onLine(line))
  }

  async kill(): Promise<void> {
    this.#stop()
    await this.agent.kill()
  }

  leave(): Promise<void> {
    return this.agent.leave()
  }

  ended(): Promise<void> {
    return this.agent.process.exited
  }

  signal(signal: NodeJS.Signals): void {
    this.agent.process.signal(signal)
  }

  async views(): Promise<ReadonlyMap<string, View>> {
    return new Map((await this.agent.members()).map((member) => [member.name, member]))
  }

  setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    return this.agent.setTags(tags)
  }

  fire(event: string, payload: Uint8Array): Promise<void> {
    return this.agent.event(event, payload)
  }

  async dropped(): Promise<Readonly<Record<string, number>>> {
    return (await this.agent.stats()).dropped
  }

  #onLine(line: EventLine): void {
    const saying = sayingOf(line)
    if (saying !== undefined) this.journal.add(saying)
  }
}

function sayingOf(line: EventLine): Saying | undefined {
  switch (line.type) {
    case 'event':
      return { what: 'event', name: line.event.name, payload: line.event.payload }
    case 'fail':
      return { what: 'failed', member: line.member.name }
    case 'leave':
      return { what: 'left', member: line.member.name }
    case 'suspect':
      return { what: 'suspected', member: line.member.name }
    case 'warning':
      return { what: 'complaint', text: `${line.warning.code} ${line.warning.message}` }
    case 'gap':
      return { what: 'complaint', text: `${line.missed} events were not read in time` }
    case 'conflict':
      return { what: 'complaint', text: `${line.member.name} is claimed by ${line.claimant}` }
    default:
      return undefined
  }
}
