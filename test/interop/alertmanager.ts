import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestProcess } from '../support/child-process.ts'
import { waitUntil } from '../support/wait-until.ts'
import { suspectedIn } from './memberlist-log.ts'

const CONFIG = 'route: {receiver: r}\nreceivers: [{name: r}]\n'
const COMPLAINT = /\[(?:WARN|ERR)\]|level=(?:warn|error)/

/** How to run an Alertmanager. */
export interface AlertmanagerOptions {
  readonly program: string
  readonly port: number
  readonly webPort: number
  /** The cluster address of another one. */
  readonly peer?: string
}

/** A real Alertmanager on loopback, asked over HTTP. */
export class Alertmanager {
  /** Warnings and errors of its log. */
  readonly complaints: string[] = []
  /** Members that it suspected, or found failed after a suspicion. */
  readonly suspected: string[] = []
  readonly #options: AlertmanagerOptions
  readonly #folder = mkdtempSync(join(tmpdir(), 'hearsay-alertmanager-'))
  #process: TestProcess | undefined

  constructor(options: AlertmanagerOptions) {
    this.#options = options
  }

  /** Where it speaks to its cluster. */
  get address(): string {
    return `127.0.0.1:${this.#options.port}`
  }

  async start(): Promise<this> {
    const { program, webPort, peer } = this.#options
    const config = join(this.#folder, 'config.yml')
    writeFileSync(config, CONFIG)
    const args = [
      `--config.file=${config}`,
      `--storage.path=${join(this.#folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${webPort}`,
      `--cluster.listen-address=${this.address}`,
      '--log.level=debug', // memberlist’s warnings are told at this level
      ...(peer === undefined ? [] : [`--cluster.peer=${peer}`]),
    ]
    this.#process = new TestProcess(program, args, {}, (line) => this.#onLine(line))
    const isUp = (): Promise<boolean> =>
      this.peers().then(
        () => true,
        () => false,
      )
    await waitUntil('the Alertmanager answers', isUp, { seen: () => this.#process?.output.slice(-500) })
    return this
  }

  /** The addresses of the members that it takes for alive, itself included. */
  async peers(): Promise<string[]> {
    const status = (await this.#get('api/v2/status')) as { cluster: { peers: readonly { address: string }[] } }
    return status.cluster.peers.map((peer) => peer.address).sort()
  }

  /** Creates a silence and answers its id. */
  async silence(label: string): Promise<string> {
    const now = Date.now()
    const answer = await fetch(this.#url('api/v2/silences'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        matchers: [{ name: label, value: 'x', isRegex: false, isEqual: true }],
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + 3_600_000).toISOString(),
        createdBy: 'hearsay',
        comment: 'a check',
      }),
    })
    if (!answer.ok) throw new Error(`silence: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { silenceID: string }).silenceID
  }

  /** The ids of all silences it knows. */
  async silences(): Promise<string[]> {
    return ((await this.#get('api/v2/silences')) as { id: string }[]).map(({ id }) => id)
  }

  /** One line of its metrics, by name and labels as they stand there; 0 if it is not there. */
  async metric(series: string): Promise<number> {
    const text = await (await fetch(this.#url('metrics'))).text()
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
    return Number(line?.slice(series.length) ?? 0)
  }

  async kill(): Promise<void> {
    await this.#process?.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #onLine(line: string): void {
    const suspected = suspectedIn(line)
    if (suspected !== undefined) this.suspected.push(suspected)
    if (COMPLAINT.test(line)) this.complaints.push(line)
  }

  async #get(path: string): Promise<unknown> {
    const answer = await fetch(this.#url(path))
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.json()
  }

  #url(path: string): string {
    return `http://127.0.0.1:${this.#options.webPort}/${path}`
  }
}
