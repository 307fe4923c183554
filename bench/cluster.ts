import { spawnSync } from 'node:child_process'
import { ownNetwork } from '../test/support/own-network.ts'
import { findPeer } from '../test/support/peers.ts'
import { compareClusters, describeComparison } from './cluster-report.ts'
import { CLUSTER_PLAN, measureClusters } from './measure-cluster.ts'

const ALONE = 'HEARSAY_BENCH_ALONE'

/**
 * `npm run bench -- cluster [--json]`: five Serf agents beside five hearsay agents, same LAN settings, same machine,
 * same time. Where it may, it moves to a network namespace of its own first, so that idle packets are counted exactly.
 */
const wrapper = process.env[ALONE] === '1' ? [] : ownNetwork()
if (wrapper.length > 0) runAlone(wrapper)
else await run(process.argv.includes('--json'))

function runAlone([program, ...before]: readonly string[]): void {
  const args = [...before, process.execPath, ...process.argv.slice(1)]
  const { status } = spawnSync(program as string, args, { stdio: 'inherit', env: { ...process.env, [ALONE]: '1' } })
  process.exitCode = status ?? 1
}

async function run(isJson: boolean): Promise<void> {
  const serf = findPeer('serf')
  if (serf === undefined) {
    process.stderr.write('serf is not installed: apt-get install serf\n')
    process.exitCode = 1
    return
  }
  const progress = (text: string): boolean => process.stderr.write(`  … ${text}\n`)
  const figures = await measureClusters({ ...CLUSTER_PLAN, serf, progress })
  if (isJson) {
    process.stdout.write(`${JSON.stringify(figures)}\n`)
    return
  }
  const lost = `serf ${figures.serf.lostEvents}, hearsay ${figures.hearsay.lostEvents}`
  process.stdout.write('times: min / median / p95 / max\n')
  for (const row of compareClusters(figures.serf, figures.hearsay)) process.stdout.write(`${describeComparison(row)}\n`)
  process.stdout.write(`events that not all had within 5 s: ${lost}\n`)
}
