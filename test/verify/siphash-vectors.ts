import { checkSipHashVectors } from '../vectors/check-siphash-vectors.ts'
import type { Check } from './check.ts'

/** The kinds of cases that the file has. */
const KINDS = 4

/** Official outputs of SipHash-2-4, and what BIP152 makes of it. */
export const sipHashVectorsCheck: Check = {
  name: 'siphash-vectors',
  title: 'SipHash-2-4 gives its official outputs; short ids, cmpctblock and getblocktxn’s indexes are BIP152’s',
  run(_size, report) {
    const { cases, failures } = checkSipHashVectors()
    for (const [kind, count] of cases) report.figure(`${kind}: cases`, count)
    report.expect(cases.size === KINDS, `${cases.size} kinds of cases were compared, not ${KINDS}`)
    for (const failure of failures) report.expect(false, failure)
    return Promise.resolve()
  },
}
