import { checkPhiVectors } from '../vectors/check-phi-vectors.ts'
import type { Check } from './check.ts'

/** The kinds of cases that the file has. */
const KINDS = 8

/** What the accrual detectors of Pekko and Cassandra say in their own unit tests, and the formulas behind it. */
export const phiVectorsCheck: Check = {
  name: 'phi-vectors',
  title: 'accrual detectors give what Pekko and Cassandra expect of theirs, and their three models are exact',
  run(_size, report) {
    const { compared, failures } = checkPhiVectors()
    for (const [kind, count] of compared) report.figure(`${kind}: compared`, count)
    report.expect(compared.size === KINDS, `${compared.size} kinds of cases were compared, not ${KINDS}`)
    for (const failure of failures) report.expect(false, failure)
    return Promise.resolve()
  },
}
