import { setTimeout as sleep } from 'node:timers/promises'
import { waitUntil } from '../../support/wait-until.ts'
import type { Party } from '../party.ts'
import type { Step } from './step.ts'

const QUIET_MS = { small: 5000, full: 60_000 }

/** Nothing happens for a while: no Serf agent doubts a hearsay member, and no hearsay member doubts anybody. */
export const quietStep: Step = {
  name: 'quiet',
  async run({ cluster, size, signal, figure, expect }) {
    const since = performance.now()
    await sleep(QUIET_MS[size], undefined, { signal })
    figure('quiet', (performance.now() - since) / 1000, 's')
    let amongSerf = 0
    for (const { name, kind, journal } of cluster.parties) {
      const doubted = journal.accused('suspected', since)
      const wrong = doubted.filter((member) => kind === 'hearsay' || cluster.hearsays.some((h) => h.name === member))
      amongSerf += doubted.length - wrong.length
      expect(wrong.length === 0, `${name} suspected ${wrong.join(', ')} in the quiet`)
    }
    figure('suspicions among Serf agents in the quiet', amongSerf)
  },
}

/** Proof that the quiet could have been disturbed: a hearsay agent that stands still is seen to be suspected. */
export const pausedStep: Step = {
  name: 'an agent stands still',
  tolerated: [
    {
      pattern: /^memberlist: Failed fallback ping: read tcp .* i\/o timeout/,
      why: 'its system still accepts connections',
    },
  ],
  async run({ cluster, figure, expect }) {
    const paused = cluster.hearsays[0] as Party
    const since = performance.now()
    paused.signal('SIGSTOP')
    const isSuspected = (): boolean =>
      cluster.serfs.some((serf) => serf.journal.accused('suspected', since).includes(paused.name))
    const ms = await waitUntil('a Serf agent suspects the hearsay agent that stands still', isSuspected)
    figure('hearsay stopped, a Serf agent suspects it', ms, 'ms')
    paused.signal('SIGCONT')
    figure('hearsay goes on, all see all', await cluster.untilWhole(), 'ms')
    const blamed = paused.journal.accused('failed', since)
    expect(blamed.length === 0, `the agent that stood still blamed others for it: ${blamed.join(', ')}`)
  },
}
