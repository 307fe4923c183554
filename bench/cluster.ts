import { findPeer } from '../test/support/peers.ts'
import { measureClusters } from './measure-cluster.ts'
import { describeSummary } from './statistics.ts'

/** `npm run bench -- cluster`: five Serf agents beside five hearsay agents, same LAN settings, same machine, same time. */
const serf = findPeer('serf')
if (serf === undefined) {
  process.stderr.write('serf is not installed: apt-get install serf\n')
  process.exit(1)
}
const { serf: theirs, hearsay: ours } = await measureClusters({
  serf,
  nodes: 5,
  kills: 20,
  events: 100,
  joins: 5,
  idleSeconds: 20,
  progress: (text) => process.stderr.write(`  … ${text}\n`),
})
const rows: readonly (readonly [string, string, string, number?])[] = [
  [
    'detection by all',
    describeSummary(theirs.detection),
    describeSummary(ours.detection),
    ours.detection.median / theirs.detection.median,
  ],
  ['event to all', describeSummary(theirs.event), describeSummary(ours.event), ours.event.median / theirs.event.median],
  [
    'join to full view',
    describeSummary(theirs.join),
    describeSummary(ours.join),
    ours.join.median / theirs.join.median,
  ],
  [
    'packets/s idle',
    theirs.packetsPerSecond.toFixed(2),
    ours.packetsPerSecond.toFixed(2),
    ours.packetsPerSecond / theirs.packetsPerSecond,
  ],
  ['resident MiB', theirs.residentMiB.toFixed(1), ours.residentMiB.toFixed(1)],
  ['CPU % idle', theirs.cpuPercent.toFixed(2), ours.cpuPercent.toFixed(2)],
]
process.stdout.write('times: min / median / p95 / max\n')
for (const [what, their, our, ratio] of rows) {
  const shown = ratio === undefined ? '' : `  hearsay/serf ${ratio.toFixed(2)}`
  process.stdout.write(`${what.padEnd(18)} serf ${their.padEnd(40)} hearsay ${our.padEnd(40)}${shown}\n`)
}
