import { AlertmanagerCluster } from '../interop/alertmanager-cluster.ts'
import { REFUSED_BY_THE_DEAD } from '../interop/memberlist-log.ts'
import { findPeer, missingPeer } from '../support/peers.ts'
import type { Check } from './check.ts'

const QUIET_MS = { small: 2000, full: 60_000 }

/** A hearsay agent is a bare member of a cluster of real Alertmanagers. */
export const alertmanagerCheck: Check = {
  name: 'alertmanager',
  title: 'a hearsay agent joins, dies and leaves a cluster of two Alertmanagers, which work on and complain of nothing',
  smallLimitMs: 90_000,
  async run(size, report, signal) {
    const program = findPeer('prometheus-alertmanager')
    if (program === undefined) return report.skip(missingPeer('prometheus-alertmanager'))
    const cluster = await AlertmanagerCluster.create(program, report)
    const steps: readonly (readonly [name: string, step: () => Promise<void>, tolerated?: RegExp])[] = [
      ['start', () => cluster.start()],
      ['silences', () => cluster.silences()],
      ['quiet', () => cluster.quiet(QUIET_MS[size], signal)],
      ['leave', () => cluster.leave()],
      ['crash', () => cluster.crash(), REFUSED_BY_THE_DEAD],
      ['silences again', () => cluster.silences()],
    ]
    try {
      for (const [name, step, tolerated] of steps) {
        signal.throwIfAborted()
        report.progress(name)
        await step()
        await cluster.expectHealthy(name, tolerated)
      }
    } finally {
      await cluster.stop()
    }
  },
}
