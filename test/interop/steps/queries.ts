import type { SerfParty } from '../serf-party.ts'
import type { Step } from './step.ts'

const TIMEOUT_MS = 1500

/** What hearsay does not answer yet does it no harm: all Serf agents still answer, and all members stay. */
export const queriesStep: Step = {
  name: 'queries',
  tolerated: [{ pattern: /^serf: Keyring is empty/, why: 'keys are asked for, and only the encrypted mode has one' }],
  async run({ cluster, figure, expect }) {
    const { ipc } = (cluster.serfs[0] as SerfParty).agent
    const serfs = cluster.serfs.map((serf) => serf.name).join(', ')
    for (const relayFactor of [0, 2]) {
      const acks = (await ipc.query('who', new Uint8Array([1, 2, 3]), TIMEOUT_MS, relayFactor)).join(', ')
      expect(acks === serfs, `a query with relay factor ${relayFactor} was acknowledged by ${acks}, not by ${serfs}`)
    }
    const keys = await ipc.listKeys().catch((error: unknown) => String(error))
    figure('keys -list', typeof keys === 'string' ? keys : `${keys.NumResp} of ${keys.NumNodes} answered`)
    await cluster.untilWhole()
  },
}
