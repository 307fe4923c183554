import { runGossipSubInterop } from '../interop/gossipsub/run-gossipsub-interop.ts'
import type { Check } from './check.ts'

const EACH = { small: 300, full: 10_000 }

/** hearsay's topics and js-libp2p's GossipSub in one mesh. */
export const gossipSubInteropCheck: Check = {
  name: 'gossipsub-interop',
  title: 'hearsay and two nodes of js-libp2p’s GossipSub in one mesh tell each other every message, signed, once',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const each = EACH[size]
    const { nodes, errors, perSecond, copies } = await runGossipSubInterop(each, signal, (text) =>
      report.progress(text),
    )
    report.figure('messages each way', each)
    for (const { name, wanted, told, twice } of nodes) {
      report.figure(`told at ${name}`, told)
      report.expect(told === wanted, `${name} was told of ${told} messages, not of ${wanted}`)
      report.expect(twice === 0, `${name} was told of ${twice} messages twice`)
    }
    report.figure('messages in all', Math.round(perSecond), '/s')
    report.figure('copies for each message at hearsay', Math.round(100 * copies) / 100)
    for (const error of errors) report.expect(false, error)
  },
}
