import { unit } from '../../base/rng.ts'
import { OptionError } from '../../base/option-error.ts'
import type { PeerId } from '../../core/env.ts'
import type { PeerSampler } from '../../core/ports.ts'

/** How a {@link WeightedSampler} draws. */
export interface WeightedOptions {
  /** The share of draws that pass over the weights, from 0 to 1: they keep the whole connected. Default 0.2, our choice. */
  readonly floor?: number
}

/**
 * Peers drawn by weight out of those that another sampler knows: near ones rather than far ones, those of our zone, those
 * who speak our language. By weight alone a cluster falls into islands, so a share of all draws does not look at it.
 */
export class WeightedSampler implements PeerSampler {
  readonly #source: PeerSampler
  readonly #weightOf: (peer: PeerId) => number
  readonly #random: () => number
  readonly #floor: number

  /**
   * @param weightOf 0 and above; what is no number, or below, counts as 0
   * @param random uint32
   * @throws OptionError
   */
  constructor(
    source: PeerSampler,
    weightOf: (peer: PeerId) => number,
    random: () => number,
    { floor = 0.2 }: WeightedOptions = {},
  ) {
    if (!(floor >= 0 && floor <= 1)) throw new OptionError('weighted', 'floor', floor, 'a number from 0 to 1')
    this.#source = source
    this.#weightOf = weightOf
    this.#random = random
    this.#floor = floor
  }

  get neighbours(): readonly PeerId[] {
    return this.#source.neighbours
  }

  sample(count: number): PeerId[] {
    const left = this.#source.neighbours.map((peer) => ({ peer, weight: positive(this.#weightOf(peer)) }))
    const drawn: PeerId[] = []
    while (drawn.length < count && left.length > 0) {
      const [{ peer } = { peer: undefined }] = left.splice(this.#draw(left), 1)
      if (peer !== undefined) drawn.push(peer)
    }
    return drawn
  }

  /** @returns a place in the list, which is not empty */
  #draw(peers: readonly { readonly weight: number }[]): number {
    const sum = peers.reduce((all, { weight }) => all + weight, 0)
    const place = unit(this.#random)
    if (sum === 0 || unit(this.#random) < this.#floor) return Math.floor(place * peers.length)
    let left = place * sum
    const at = peers.findIndex(({ weight }) => (left -= weight) < 0)
    return at === -1 ? peers.length - 1 : at // sums of fractions may fall short of the end
  }
}

function positive(weight: number): number {
  return weight > 0 && weight < Number.POSITIVE_INFINITY ? weight : 0
}
