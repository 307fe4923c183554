import { checkGossipSubVectors } from '../vectors/check-gossipsub-vectors.ts'
import type { Check } from './check.ts'

/** The kinds of cases that the file has. */
const KINDS = 6

/** What js-libp2p's GossipSub writes, reads and believes. */
export const gossipSubVectorsCheck: Check = {
  name: 'gossipsub-vectors',
  title: 'messages of GossipSub are written, read, signed and believed as js-libp2p does',
  run(_size, report) {
    const { compared, failures } = checkGossipSubVectors()
    for (const [kind, count] of compared) report.figure(`${kind}: compared`, count)
    report.expect(compared.size === KINDS, `${compared.size} kinds of cases were compared, not ${KINDS}`)
    for (const failure of failures) report.expect(false, failure)
    return Promise.resolve()
  },
}
