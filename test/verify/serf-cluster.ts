import { MixedCluster, MODES, type Mode } from '../interop/mixed-cluster.ts'
import { crashStep } from '../interop/steps/crash.ts'
import { leaveStep } from '../interop/steps/leave.ts'
import { queriesStep } from '../interop/steps/queries.ts'
import { pausedStep, quietStep } from '../interop/steps/quiet.ts'
import type { Stage, Step } from '../interop/steps/step.ts'
import { tagsStep } from '../interop/steps/tags.ts'
import { fireUserEvents } from '../interop/steps/user-events.ts'
import { findPeer, missingPeer } from '../support/peers.ts'
import type { Check, CheckSize, Report } from './check.ts'

const STEPS: Readonly<Record<CheckSize, readonly [string, Step][]>> = {
  small: [
    ['tags', tagsStep],
    ['leaves', leaveStep],
    ['quiet', quietStep],
    ['crash', crashStep],
  ],
  full: [
    ['tags', tagsStep],
    ['queries', queriesStep],
    ['crashes', crashStep],
    ['leaves', leaveStep],
    ['quiet', quietStep],
    ['an agent stands still', pausedStep],
  ],
}

/** A cluster of three real Serf agents and three hearsay agents. */
export const serfClusterCheck: Check = {
  name: 'serf-cluster',
  title: 'three Serf agents and three hearsay agents are one cluster: views, failures, leaves, tags, events, quiet',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const program = findPeer('serf')
    if (program === undefined) return report.skip(missingPeer('serf'))
    const modes = size === 'full' ? MODES : MODES.filter((mode) => mode.name === 'compressed')
    for (const mode of modes) await runMode(await MixedCluster.create(program, mode), mode, size, report, signal)
  },
}

async function runMode(
  cluster: MixedCluster,
  mode: Mode,
  size: CheckSize,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const stage: Stage = {
    cluster,
    size,
    signal,
    figure: (name, value, unit) => report.figure(`${mode.name}: ${name}`, value, unit),
    expect: (condition, message) => report.expect(condition, `${mode.name}: ${message}`),
  }
  try {
    report.progress(`${mode.name}: start`)
    await cluster.start()
    stage.figure('all six see all six', await cluster.untilWhole(), 'ms after the last start')
    report.progress(`${mode.name}: user events`)
    const expectOnce = await fireUserEvents(stage)
    for (const [name, step] of STEPS[size]) {
      signal.throwIfAborted()
      report.progress(`${mode.name}: ${name}`)
      await step(stage)
      await expectNothingDropped(stage, name)
    }
    expectOnce()
    expectNoComplaint(stage)
  } finally {
    await cluster.stop()
  }
}

async function expectNothingDropped({ cluster, expect }: Stage, during: string): Promise<void> {
  for (const party of cluster.parties) {
    const dropped = JSON.stringify(await party.dropped())
    expect(dropped === '{}', `${party.name} dropped input (${during}): ${dropped}`)
  }
}

function expectNoComplaint({ cluster, expect }: Stage): void {
  for (const { name, journal } of cluster.parties) {
    for (const complaint of new Set(journal.complaints())) expect(false, `${name} complained: ${complaint}`)
  }
}
