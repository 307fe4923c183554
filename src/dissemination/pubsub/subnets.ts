import { sha256 } from '../../base/sha256.ts'

/**
 * Spreads keys over a fixed number of topics, as Ethereum does with attestations (consensus-specs, phase0 p2p-interface:
 * 64 subnets): who follows one subnet gets its share of all, not all.
 */
export interface Subnets {
  readonly count: number
  /** The topic of a subnet. */
  topicOf(subnet: number): string
  /** The topic that messages about a key belong to: the same on every node. */
  topicFor(key: Uint8Array): string
}

/** Ethereum's ATTESTATION_SUBNET_COUNT. */
const ATTESTATION_SUBNETS = 64

/**
 * The subnets of one name: "attestations_0", "attestations_1"…
 * @param count 1 to 2^32; the bias of the remainder is below count / 2^48
 * @throws RangeError
 */
export function subnets(name: string, count: number = ATTESTATION_SUBNETS): Subnets {
  if (!Number.isInteger(count) || count < 1 || count > 0x100000000) {
    throw new RangeError(`count: ${count} is no number of subnets from 1 to 2^32`)
  }
  const topicOf = (subnet: number): string => `${name}_${subnet}`
  return { count, topicOf, topicFor: (key) => topicOf(subnetOf(key, count)) }
}

function subnetOf(key: Uint8Array, count: number): number {
  const view = new DataView(sha256(key).buffer)
  return (view.getUint32(0) * 0x10000 + view.getUint16(4)) % count
}
