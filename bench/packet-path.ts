import { findPeer } from '../test/support/peers.ts'
import { measurePacketPath } from './measure-packet-path.ts'
import { compareCosts } from './packet-costs.ts'
import type { Summary } from './statistics.ts'

/** `npm run bench -- packet-path`: CPU per ping answered by a hearsay agent, beside a bare echo and beside a Serf agent. */
const all = await measurePacketPath({
  serf: findPeer('serf'),
  rounds: 5,
  seconds: 4,
  rate: 15_000,
  progress: (text) => process.stderr.write(`  … ${text}\n`),
})
for (const costs of all) {
  const { hearsay, other, ratio } = compareCosts(costs)
  tell(costs.beside, costs.rate, other)
  tell('hearsay', costs.rate, hearsay)
  process.stdout.write(`hearsay / ${costs.beside} ${ratio.toFixed(2)}\n`)
}

function tell(name: string, rate: number, { min, median, max }: Summary): void {
  const times = [min, median, max].map((us) => us.toFixed(1)).join(' / ')
  process.stdout.write(`${name.padEnd(8)} ${times} µs CPU per ping at ${rate}/s (min / median / max)\n`)
}
