import { waitUntil } from '../../support/wait-until.ts'
import { REFUSED_BY_THE_DEAD } from '../memberlist-log.ts'
import type { Party } from '../party.ts'
import type { SerfParty } from '../serf-party.ts'
import type { Stage, Step } from './step.ts'

/** One of each kind is killed: all survivors find it failed, and find it again when it comes back. */
export const crashStep: Step = {
  name: 'crashes',
  tolerated: [
    { pattern: /^memberlist: Refuting a (?:suspect|dead) message/, why: 'it comes back, and is still held for dead' },
    { pattern: /^memberlist: Failed fallback ping: /, why: 'nobody answers for the dead' },
    { pattern: REFUSED_BY_THE_DEAD, why: 'the dead refuse' },
  ],
  async run(stage) {
    const { serfs, hearsays } = stage.cluster
    const victims = [hearsays[1], serfs[1]] as [Party, Party]
    if (stage.size === 'small') return crash(stage, victims)
    for (const victim of victims) await crash(stage, [victim])
    await forceLeave(stage, victims[0])
  },
}

async function crash(stage: Stage, victims: readonly Party[]): Promise<void> {
  const { cluster } = stage
  const survivors = cluster.others(...victims)
  const since = performance.now()
  await Promise.all(victims.map((victim) => victim.kill()))
  const kinds = (['serf', 'hearsay'] as const).map(async (kind) => {
    const observers = survivors.filter((party) => party.kind === kind)
    const ms = await cluster.untilSeen('the dead are failed', observers, victims, (view) => view?.status === 'failed')
    stage.figure(`${victims.map((victim) => victim.kind).join(' and ')} killed, ${kind} agents know`, ms, 'ms')
  })
  await Promise.all(kinds)
  for (const survivor of survivors) {
    const told = (): boolean => isToldOf(survivor, victims, since)
    await waitUntil(`${survivor.name} says that the dead failed`, told) // so the leaves can trust that nobody said so
    const wrong = survivor.journal.accused('failed', since).filter((name) => survivors.some((p) => p.name === name))
    stage.expect(wrong.length === 0, `${survivor.name} took living members for failed: ${wrong.join(', ')}`)
  }
  await back(stage, victims)
}

function isToldOf({ journal }: Party, victims: readonly Party[], since: number): boolean {
  const failed = journal.accused('failed', since)
  return victims.every((victim) => failed.includes(victim.name))
}

/** An operator declares a dead hearsay agent left; it may come back all the same. */
async function forceLeave(stage: Stage, victim: Party): Promise<void> {
  const { cluster } = stage
  const survivors = cluster.others(victim)
  await victim.kill()
  await cluster.untilSeen('the dead is failed', survivors, [victim], (view) => view?.status === 'failed')
  await (cluster.serfs[0] as SerfParty).agent.ipc.forceLeave(victim.name)
  const ms = await cluster.untilSeen('the dead has left', survivors, [victim], (view) => view?.status === 'left')
  stage.figure('force-leave known to all', ms, 'ms')
  await back(stage, [victim])
}

/** The dead come back through a survivor of the other kind. */
async function back(stage: Stage, dead: readonly Party[]): Promise<void> {
  const { cluster } = stage
  for (const party of dead) {
    const door = cluster.others(...dead).find((other) => other.kind !== party.kind) as Party
    await party.start(door.address)
  }
  stage.figure(`${dead.map((party) => party.kind).join(' and ')} back, all see all`, await cluster.untilWhole(), 'ms')
}
