import { findPeer } from '../test/support/peers.ts'
import { measurePacketPath } from './measure-packet-path.ts'
import { summarize } from './statistics.ts'

/** `npm run bench -- packet-path`: CPU per ping answered by a bare echo, a hearsay agent and a Serf agent. */
const figures = await measurePacketPath({
  serf: findPeer('serf'),
  rounds: 5,
  seconds: 4,
  rate: 15_000,
  progress: (text) => process.stderr.write(`  … ${text}\n`),
})
const medians = { echo: 0, hearsay: 0, serf: 0 }
for (const kind of ['echo', 'hearsay', 'serf'] as const) {
  if (figures[kind].length === 0) continue
  const { min, median, max } = summarize(figures[kind])
  medians[kind] = median
  process.stdout.write(
    `${kind.padEnd(8)} ${[min, median, max].map((us) => us.toFixed(1)).join(' / ')} µs CPU per ping (min / median / max)\n`,
  )
}
process.stdout.write(`hearsay / echo ${(medians.hearsay / medians.echo).toFixed(2)}\n`)
if (medians.serf > 0) process.stdout.write(`hearsay / serf ${(medians.hearsay / medians.serf).toFixed(2)}\n`)
