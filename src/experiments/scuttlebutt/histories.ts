import type { DigestLine, KeyChangedEvent, Scuttlebutt, Update } from '../../state/index.ts'

/** Everything that a participant wrote in one life, version 1 first, and the last version of each key. */
interface History {
  readonly written: Pick<Update, 'key' | 'value'>[]
  readonly lastOf: Map<string, number>
}

/** What a node shows of what it holds. */
type Held = Pick<Scuttlebutt, 'digest' | 'entries'>

/** What was really written, to hold against what nodes believe. */
export class Histories {
  readonly #lives: Map<number, History>[]
  /** By node: the digest that it had last. */
  readonly #before: Map<number, DigestLine>[]

  constructor(nodes: number) {
    this.#lives = Array.from({ length: nodes }, () => new Map<number, History>())
    this.#before = Array.from({ length: nodes }, () => new Map<number, DigestLine>())
  }

  /** A node has started anew and knows nothing. */
  forget(node: number): void {
    this.#before[node]?.clear()
  }

  /** @param changes what the node has written since the last time. @returns what is wrong with it, if anything */
  check(node: number, layer: Held, changes: readonly KeyChangedEvent[]): string | undefined {
    const digest = layer.digest()
    for (const line of digest) {
      if (line.peer === node) this.#write(node, line, layer, changes)
      const wrong = this.#fallOf(node, line) ?? this.#gapOf(line, layer.entries(line.peer))
      if (wrong !== undefined) return `node ${node} of ${line.peer}: ${wrong}`
    }
    return undefined
  }

  #write(node: number, { life }: DigestLine, layer: Held, changes: readonly KeyChangedEvent[]): void {
    const lives = this.#lives[node] as Map<number, History>
    const isNew = !lives.has(life)
    const history: History = lives.get(life) ?? { written: [], lastOf: new Map() }
    lives.set(life, history)
    for (const { key, value } of isNew ? layer.entries(layerPeer(node)) : changes) {
      history.written.push({ key, value })
      history.lastOf.set(key, history.written.length)
    }
  }

  /** Versions and lives never go back. */
  #fallOf(node: number, line: DigestLine): string | undefined {
    const lines = this.#before[node] as Map<number, DigestLine>
    const before = lines.get(line.peer)
    lines.set(line.peer, line)
    if (before === undefined || line.life > before.life) return undefined
    if (line.life === before.life && line.version >= before.version) return undefined
    return `life ${before.life}, version ${before.version} became life ${line.life}, version ${line.version}`
  }

  /** Up to the version that it claims nothing is missing that was not replaced later. */
  #gapOf({ peer, life, version }: DigestLine, held: readonly Update[]): string | undefined {
    const history = this.#lives[peer]?.get(life)
    if (history === undefined) return `life ${life} never was`
    if (version > history.written.length) return `version ${version} was never written`
    const foreign = held.find((one) => one.version > version || !isSame(one, history.written[one.version - 1]))
    if (foreign !== undefined) return `version ${foreign.version} of ${foreign.key} was never written so`
    const versions = new Set(held.map((one) => one.version))
    const missing = [...history.lastOf].find(([, last]) => last <= version && !versions.has(last))
    return missing && `version ${missing[1]} of ${missing[0]} is missing below ${version}`
  }
}

function isSame(update: Update, written: History['written'][number] | undefined): boolean {
  if (written === undefined || update.key !== written.key) return false
  return update.value.length === written.value.length && update.value.every((byte, i) => byte === written.value[i])
}

function layerPeer(node: number): DigestLine['peer'] {
  return node as DigestLine['peer']
}
