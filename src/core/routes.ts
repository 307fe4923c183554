import { TAG_COUNT } from './tags.ts'

/** No stack is that high. */
const NOBODY = 255

/**
 * Which layer of a stack each message belongs to. Stacks of the same layers share one: a simulation has very many, and
 * reads it for every message.
 */
export class Routes {
  static readonly none: Routes = new Routes(0, new Uint8Array(TAG_COUNT).fill(NOBODY))

  readonly #layers: number
  readonly #byTag: Uint8Array
  readonly #longer = new Map<string, Routes>()

  private constructor(layers: number, byTag: Uint8Array) {
    this.#layers = layers
    this.#byTag = byTag
  }

  /** The index of the layer that a message belongs to; the stack has no such layer if it is nobody's. */
  layerOf(tag: number): number {
    return this.#byTag[tag] ?? NOBODY
  }

  /** The routes with one more layer on top. @throws Error if another layer claims one of the tags */
  with(tags: Readonly<Record<string, number>>): Routes {
    const key = Object.values(tags).join()
    const known = this.#longer.get(key)
    if (known !== undefined) return known
    const byTag = this.#byTag.slice()
    for (const [name, tag] of Object.entries(tags)) {
      if (byTag[tag] !== NOBODY) throw new Error(`message tag ${tag} (${name}) belongs to two layers`)
      byTag[tag] = this.#layers
    }
    const longer = new Routes(this.#layers + 1, byTag)
    this.#longer.set(key, longer)
    return longer
  }
}
