import { emitKeypressEvents } from 'node:readline'
import type { LocalAgent } from './local-agent.ts'
import type { LocalCluster } from './local-cluster.ts'

/** A key as readline tells it. */
export interface Key {
  readonly name?: string | undefined
  readonly sequence?: string | undefined
  readonly ctrl?: boolean | undefined
}

/** Turns keys into deeds on a cluster. */
export class Steering {
  readonly #cluster: LocalCluster
  readonly #quit: () => void
  #chosen = 0

  constructor(cluster: LocalCluster, quit: () => void) {
    this.#cluster = cluster
    this.#quit = quit
  }

  /** Index of the agent that keys act on. */
  get chosen(): number {
    return this.#chosen
  }

  onKey({ name, sequence = '', ctrl = false }: Key): void {
    const count = this.#cluster.agents.length
    if (name === 'q' || (ctrl && name === 'c')) this.#quit()
    else if (name === 'up') this.#chosen = (this.#chosen + count - 1) % count
    else if (name === 'down') this.#chosen = (this.#chosen + 1) % count
    else if (/^[1-9]$/.test(sequence)) this.#chosen = Math.min(count, Number(sequence)) - 1
    else void this.#act(name ?? '').catch((error: unknown) => this.#cluster.problem('that did not work', error))
  }

  async #act(name: string): Promise<void> {
    const agent = this.#cluster.agents[this.#chosen] as LocalAgent
    if (name === 'k') await this.#cluster.kill(agent)
    else if (name === 'p') this.#cluster.pause(agent)
    else if (name === 'c') this.#cluster.resume(agent)
    else if (name === 'r') await this.#cluster.restart(agent)
    else if (name === 'e') await this.#cluster.fire(agent)
  }
}

/** Reads single keys from the terminal until the returned function is called. */
export function readKeys(onKey: (key: Key) => void): () => void {
  const { stdin } = process
  const listener = (_text: string | undefined, key: Key): void => onKey(key)
  emitKeypressEvents(stdin)
  stdin.setRawMode(true)
  stdin.on('keypress', listener)
  stdin.resume()
  return () => {
    stdin.off('keypress', listener)
    stdin.setRawMode(false)
    stdin.pause()
  }
}
