import type { EventLine } from '../../src/agent/http/shapes.ts'
import { jsonLines } from '../../src/cli/json-lines.ts'
import type { Member, NodeStats } from '../../src/node/api.ts'
import { TestProcess } from './child-process.ts'
import { HEARSAY } from './project.ts'
import { waitUntil } from './wait-until.ts'

/** How to run a hearsay agent. */
export interface HearsayAgentOptions {
  readonly name: string
  readonly port: number
  readonly httpPort: number
  readonly args?: readonly string[]
}

/** A real hearsay agent on loopback, asked over HTTP. */
export class HearsayAgent {
  readonly options: HearsayAgentOptions
  #process: TestProcess | undefined

  constructor(options: HearsayAgentOptions) {
    this.options = options
  }

  get name(): string {
    return this.options.name
  }

  get address(): string {
    return `127.0.0.1:${this.options.port}`
  }

  /** Its present process, or the last one. @throws Error if it was never started */
  get process(): TestProcess {
    if (this.#process === undefined) throw new Error(`hearsay agent ${this.name} was not started`)
    return this.#process
  }

  /** Starts it, or starts it again, and waits until it answers. */
  async start(join?: string): Promise<this> {
    const { name, port, httpPort, args = [] } = this.options
    const joining = join === undefined ? [] : ['--join', join]
    const fixed = [HEARSAY, 'agent', '--name', name, '--bind', `127.0.0.1:${port}`, '--http', `127.0.0.1:${httpPort}`]
    this.#process = new TestProcess(process.execPath, [...fixed, ...args, ...joining])
    const isUp = (): Promise<boolean> =>
      this.get('health/live').then(
        () => true,
        () => false,
      )
    await waitUntil(`hearsay agent ${name} answers`, isUp, { seen: () => this.process.output.slice(-500) })
    return this
  }

  async members(): Promise<readonly Member[]> {
    return ((await this.get('members')) as { members: readonly Member[] }).members
  }

  /** Name → status. */
  async statuses(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.members()).map((member) => [member.name, member.status]))
  }

  async stats(): Promise<NodeStats> {
    return (await this.get('stats')) as NodeStats
  }

  async event(name: string, payload: string | Uint8Array): Promise<void> {
    const said = typeof payload === 'string' ? { payload } : { payloadBase64: Buffer.from(payload).toString('base64') }
    await this.#send('POST', 'event', { name, ...said })
  }

  async join(address: string): Promise<void> {
    await this.#send('POST', 'join', { addresses: [address] })
  }

  async setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    await this.#send('PUT', 'tags', { tags })
  }

  async leave(): Promise<void> {
    await this.#send('POST', 'leave', {}).catch(() => {})
  }

  /** Follows the agent's events until the returned function is called, or the agent ends. Misses none from now on. */
  async follow(onEvent: (event: EventLine) => void): Promise<() => void> {
    const abort = new AbortController()
    const answer = await fetch(this.#url('events'), { signal: abort.signal })
    if (answer.body === null) throw new Error(`events: ${answer.status} without a body`)
    void tellLines(jsonLines(answer.body), onEvent)
    return () => abort.abort()
  }

  async get(path: string): Promise<unknown> {
    const answer = await fetch(this.#url(path))
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.json()
  }

  /** Ends it without a word, if it was started. */
  async kill(): Promise<void> {
    await this.#process?.kill()
  }

  #url(path: string): string {
    return `http://127.0.0.1:${this.options.httpPort}/v1/hearsay/${path}`
  }

  async #send(method: string, path: string, body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(this.#url(path), { method, headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  }
}

/** Tells every line until the stream ends, in whatever way. What `onEvent` throws is nobody's to catch. */
async function tellLines(lines: AsyncIterator<unknown>, onEvent: (event: EventLine) => void): Promise<void> {
  for (;;) {
    const next = await lines.next().catch(() => undefined)
    if (next === undefined || next.done === true) return
    onEvent(next.value as EventLine)
  }
}
