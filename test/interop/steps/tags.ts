import type { Party } from '../party.ts'
import type { Stage, Step } from './step.ts'

/** A member's tags change: all members of both kinds see the new ones. */
export const tagsStep: Step = {
  name: 'tags',
  async run(stage) {
    const { serfs, hearsays } = stage.cluster
    for (const party of [serfs[0], hearsays[0]] as Party[]) {
      await change(stage, party, { role: 'web', größe: '∞', empty: '' })
      await change(stage, party, { role: 'db', größe: '∞', empty: '' })
    }
    await change(stage, hearsays[0] as Party, { role: 'db' })
  },
}

async function change(stage: Stage, party: Party, tags: Readonly<Record<string, string>>): Promise<void> {
  const { cluster } = stage
  const wanted = Object.entries(tags)
  await party.setTags(tags)
  const ms = await cluster.untilSeen(`tags ${JSON.stringify(tags)}`, cluster.parties, [party], (view) => {
    const seen = view?.tags ?? {}
    return Object.keys(seen).length === wanted.length && wanted.every(([key, value]) => seen[key] === value)
  })
  stage.figure(`${party.kind} has ${wanted.length} tags (role=${tags['role']}), all know`, ms, 'ms')
}
