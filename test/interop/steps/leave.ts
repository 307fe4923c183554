import { waitUntil } from '../../support/wait-until.ts'
import type { Party } from '../party.ts'
import type { Stage, Step } from './step.ts'

/** Members leave on purpose, in every way there is: all see them left, and nobody takes them for failed on the way. */
export const leaveStep: Step = {
  name: 'leaves',
  tolerated: [
    { pattern: /^agent: Serf shutdown detected, quitting/, why: 'it was asked to leave' },
    { pattern: /^memberlist: Refuting a (?:suspect|dead) message/, why: 'it comes back, and is still held for gone' },
  ],
  async run(stage) {
    const { serfs, hearsays } = stage.cluster
    const [serf, asked, told] = [serfs[2], hearsays[2], hearsays[1]] as [Party, Party, Party]
    await leave(stage, 'serf leaves', serf, () => serf.leave())
    await leave(stage, 'hearsay is asked to leave', asked, () => asked.leave())
    await leave(stage, 'hearsay gets SIGTERM', told, async () => told.signal('SIGTERM'))
  },
}

async function leave(stage: Stage, how: string, leaver: Party, go: () => Promise<void>): Promise<void> {
  const { cluster } = stage
  const observers = cluster.others(leaver)
  const since = performance.now()
  const going = go()
  const ms = await cluster.untilSeen(`${how}: has left`, observers, [leaver], (view) => view?.status === 'left')
  stage.figure(`${how}, all know`, ms, 'ms')
  await going
  await hasEnded(leaver)
  await leaver.start((observers[0] as Party).address)
  await cluster.untilWhole()
  for (const { name, kind, journal } of observers) {
    const isAccused = journal.accused('failed', since).includes(leaver.name)
    // a Serf that leaves is at times taken for failed by another Serf, whom its gossip missed: that is between them
    if (kind === 'serf' && leaver.kind === 'serf')
      stage.figure(`${how}, ${name} said that it failed`, isAccused ? 1 : 0)
    else stage.expect(!isAccused, `${how}: ${name} said that it failed`)
  }
}

async function hasEnded(party: Party): Promise<void> {
  let isGone = false
  void party.ended().then(() => (isGone = true))
  await waitUntil(`${party.name} has ended after its leave`, () => isGone)
}
