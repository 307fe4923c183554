import {
  checkEveryPair,
  checkOrdersOfTheLiving,
  checkOrdersWithDeaths,
  type RuleOutcome,
} from '../rules/check-orders.ts'
import type { Check, Report } from './check.ts'

/** Most messages of one order. */
const LIVING = { small: 4, full: 8 }
const WITH_DEATHS = { small: 3, full: 5 }

/** SWIM's published rules of which message beats which. */
export const overrideRulesCheck: Check = {
  name: 'override-rules',
  title: 'alive, suspect, dead and left of incarnations 0 to 3 override one another as published, in any order',
  run(size, report) {
    tell(report, 'pairs of belief and message', checkEveryPair())
    report.progress('orders without a death')
    tell(report, `orders of up to ${LIVING[size]} messages without a death`, checkOrdersOfTheLiving(LIVING[size]))
    report.progress('orders with deaths')
    tell(report, `orders of up to ${WITH_DEATHS[size]} messages`, checkOrdersWithDeaths(WITH_DEATHS[size]))
    report.note('within one incarnation "dead" and "left" are one: who comes first names it, as in memberlist')
    return Promise.resolve()
  },
}

function tell(report: Report, what: string, { tried, failures }: RuleOutcome): void {
  report.figure(what, tried)
  report.expect(tried > 200, `only ${tried} ${what} were tried`)
  for (const failure of failures) report.expect(false, `${what}: ${failure}`)
}
