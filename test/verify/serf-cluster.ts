import { MixedCluster, MODES, type Mode } from '../interop/mixed-cluster.ts'
import { crashStep } from '../interop/steps/crash.ts'
import { leaveStep } from '../interop/steps/leave.ts'
import { queriesStep } from '../interop/steps/queries.ts'
import { pausedStep, quietStep } from '../interop/steps/quiet.ts'
import type { Stage, Step } from '../interop/steps/step.ts'
import { tagsStep } from '../interop/steps/tags.ts'
import { UserEvents } from '../interop/steps/user-events.ts'
import { findPeer, missingPeer } from '../support/peers.ts'
import type { Check, CheckSize, Report } from './check.ts'

const STEPS: Readonly<Record<CheckSize, readonly Step[]>> = {
  small: [tagsStep, quietStep, leaveStep, crashStep, pausedStep],
  full: [tagsStep, queriesStep, crashStep, leaveStep, quietStep, pausedStep],
}

/** A cluster of three real Serf agents and three hearsay agents. */
export const serfClusterCheck: Check = {
  name: 'serf-cluster',
  title: 'three Serf agents and three hearsay agents are one cluster: views, failures, leaves, tags, events, quiet',
  smallLimitMs: 150_000,
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
  const events = new UserEvents()
  try {
    report.progress(`${mode.name}: start`)
    await cluster.start()
    stage.figure('all six see all six', await cluster.untilWhole(), 'ms after the last start')
    for (const step of [events, ...STEPS[size]]) {
      signal.throwIfAborted()
      report.progress(`${mode.name}: ${step.name}`)
      await runStep(stage, step)
    }
    events.expectOnce(stage)
  } finally {
    await cluster.stop()
  }
}

/** Runs a step; whatever it was, nobody may meet a message that it cannot read. */
async function runStep(stage: Stage, step: Step): Promise<void> {
  const { cluster, expect } = stage
  const since = performance.now()
  await step.run(stage)
  for (const party of cluster.parties) {
    const dropped = JSON.stringify(await party.dropped())
    expect(dropped === '{}', `${step.name}: ${party.name} dropped input: ${dropped}`)
    const complaints = party.journal
      .complaints(since)
      .filter((text) => step.tolerated?.some(({ pattern }) => pattern.test(text)) !== true)
    for (const text of new Set(complaints)) expect(false, `${step.name}: ${party.name} complained: ${text}`)
  }
}
