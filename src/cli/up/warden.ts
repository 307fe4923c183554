import { setTimeout as sleep } from 'node:timers/promises'
import type { LocalAgent } from './local-agent.ts'
import type { LocalCluster } from './local-cluster.ts'
import type { UpLine } from './up-line.ts'

/** How long a cluster is shown whole before the drill breaks it, ms. */
const CALM_MS = 1500

/**
 * Runs a cluster that nobody steers: whoever ends is started again once every survivor has seen it failed, so that
 * each end shows the whole story.
 */
export class Warden {
  readonly #cluster: LocalCluster
  readonly #signal: AbortSignal
  readonly #onLine = (line: UpLine): void => {
    if (line.type === 'failed-everywhere') void this.#revive(line.name)
  }

  constructor(cluster: LocalCluster, signal: AbortSignal) {
    this.#cluster = cluster
    this.#signal = signal
    cluster.on('line', this.#onLine)
    signal.addEventListener('abort', () => cluster.off('line', this.#onLine), { once: true })
  }

  /** Kills the last agent of a whole cluster, and waits until it is back and everybody sees it. */
  async drill(): Promise<void> {
    const victim = this.#cluster.agents.at(-1) as LocalAgent
    await this.#cluster.until(() => this.#cluster.isWhole, this.#signal)
    await sleep(CALM_MS, undefined, { signal: this.#signal })
    await this.#cluster.kill(victim)
    await this.#cluster.until(() => victim.state === 'running', this.#signal)
    await this.#cluster.until(() => this.#cluster.isWhole, this.#signal)
  }

  async #revive(name: string): Promise<void> {
    const agent = this.#cluster.agents.find((candidate) => candidate.name === name)
    if (agent === undefined || agent.state !== 'down' || this.#signal.aborted) return
    await this.#cluster.restart(agent).catch((error: unknown) => this.#cluster.problem(`${name} did not start`, error))
  }
}
