import { checkMaelstromVectors } from '../vectors/check-maelstrom-vectors.ts'
import type { Check } from './check.ts'

/** The kinds of cases that the file has. */
const KINDS = 5

/** What Maelstrom's documentation says of messages and errors. */
export const maelstromVectorsCheck: Check = {
  name: 'maelstrom-vectors',
  title: 'requests are answered, and errors numbered, as Maelstrom documents it; what gossip cannot do is refused',
  run(_size, report) {
    const { checked, refused, failures } = checkMaelstromVectors()
    for (const [kind, count] of checked) report.figure(`${kind}: cases`, count)
    report.figure('of these, of workloads that are refused', refused)
    report.expect(checked.size === KINDS, `${checked.size} kinds of cases were checked, not ${KINDS}`)
    for (const failure of failures) report.expect(false, failure)
    return Promise.resolve()
  },
}
