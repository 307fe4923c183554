import { findPeer } from '../test/support/peers.ts'
import { compareClusters, describeComparison } from './cluster-report.ts'
import { CLUSTER_PLAN, measureClusters } from './measure-cluster.ts'

/** `npm run bench -- cluster`: five Serf agents beside five hearsay agents, same LAN settings, same machine, same time. */
const serf = findPeer('serf')
if (serf === undefined) {
  process.stderr.write('serf is not installed: apt-get install serf\n')
  process.exit(1)
}
const figures = await measureClusters({
  ...CLUSTER_PLAN,
  serf,
  progress: (text) => process.stderr.write(`  … ${text}\n`),
})
process.stdout.write('times: min / median / p95 / max\n')
for (const row of compareClusters(figures.serf, figures.hearsay)) process.stdout.write(`${describeComparison(row)}\n`)
process.stdout.write(
  `events that not all had within 5 s: serf ${figures.serf.lostEvents}, hearsay ${figures.hearsay.lostEvents}\n`,
)
