import { type Summary, summarize } from './statistics.ts'

/** CPU per answered ping, microseconds, of a hearsay agent and of another program at the same rate: one figure a round. */
export interface PacketCosts {
  readonly beside: 'echo' | 'serf'
  /** Pings a second: the more there are, the more of them a process answers each time that it wakes. */
  readonly rate: number
  readonly hearsay: number[]
  readonly other: number[]
}

/** What they come to. */
export interface PacketCostComparison {
  readonly hearsay: Summary
  readonly other: Summary
  /** hearsay / the other, of medians. */
  readonly ratio: number
}

/** How hearsay stands beside the other. */
export function compareCosts(costs: PacketCosts): PacketCostComparison {
  const [hearsay, other] = [summarize(costs.hearsay), summarize(costs.other)]
  return { hearsay, other, ratio: hearsay.median / other.median }
}
