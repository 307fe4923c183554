import type { FuzzResult } from '../fuzz/fuzz-decoders.ts'
import type { LiveFuzzResult, LiveTargetResult } from '../fuzz/fuzz-live-node.ts'
import { type FuzzOutcome, type FuzzPlan, runFuzz } from '../fuzz/run-fuzz.ts'
import { isCompiled, runApart } from '../support/run-apart.ts'
import type { Check, Report } from './check.ts'

const PLANS: Readonly<Record<'small' | 'full', FuzzPlan>> = {
  small: {
    decoders: { packets: 60_000, streams: 3000, rpcs: 10_000, seed: 1 },
    live: { packets: 6000, streams: 300, seed: 1 },
  },
  full: {
    decoders: { packets: 2_000_000, streams: 100_000, rpcs: 500_000, seed: 2 },
    live: { packets: 201_000, streams: 6000, seed: 2 },
  },
}

/** What a flood may leave behind: tables of forged members, caches of addresses and reasons, all of them bounded. */
const MOST_GROWTH_BYTES = 12 << 20
const MEBIBYTE = 1 << 20

/** Nothing that comes from outside brings a node down. */
export const fuzzCheck: Check = {
  name: 'fuzz',
  title: 'mutated packets and streams decode or are refused; living nodes get over them, and count what they drop',
  async run(size, report, signal) {
    const plan = PLANS[size]
    const progress = (text: string): void => report.progress(text)
    const apart = size === 'full' && isCompiled()
    const outcome = apart
      ? await runApart<FuzzOutcome>('test/fuzz/fuzz-process.js', plan, { progress, signal })
      : await runFuzz(plan, progress)
    tellDecoders(report, plan, outcome.decoders)
    for (const target of outcome.live.targets) tellTarget(report, target)
    tellLive(report, plan, outcome.live)
    report.expect(outcome.isCollected || size === 'small', 'the memory could not be measured')
    if (outcome.isCollected) tellMemory(report, outcome)
  },
}

function tellDecoders(report: Report, plan: FuzzPlan, result: FuzzResult): void {
  report.figure('packets into the decoders', result.packets)
  report.figure('streams into the decoders', result.streams)
  report.figure('messages of GossipSub into the decoders', result.rpcs)
  report.figure('… that decoded', result.accepted)
  for (const [code, count] of Object.entries(result.refused)) report.figure(`… refused with ${code}`, count)
  report.figure('… that did anything else', result.crashes.length)
  report.figure('longest single input', result.maxMs, 'ms')
  report.figure('decoders in all', result.totalMs / 1000, 's')
  for (const { hex, error } of result.crashes) report.expect(false, `${error} from ${hex}`)
  const { packets, streams, rpcs } = plan.decoders
  const tried = packets + streams + rpcs
  const refused = Object.values(result.refused).reduce((sum, count) => sum + count, 0)
  report.expect(result.accepted > packets / 100, 'hardly an input decoded: the mutants are too wild')
  const told = result.accepted + refused
  report.expect(told === tried, `of ${tried} inputs ${told} decoded or were refused`)
}

function tellTarget(report: Report, target: LiveTargetResult): void {
  const { name } = target
  const dropped = Object.values(target.dropped).reduce((sum, count) => sum + count, 0)
  const figure = (what: string, value: number | string, unit = ''): void =>
    report.figure(`${name} node: ${what}`, value, unit)
  figure('packets received', target.received, `of ${target.sent}`)
  figure('streams', target.streams)
  figure('inputs that crash peers', target.killers)
  figure('dropped and counted', dropped, `of ${target.refused} bad ones`)
  figure('reasons', Object.keys(target.dropped).length)
  figure('warnings', target.warnings)
  figure('forged members', target.forgedMembers)
  figure('inputs withheld', target.withheld)
  figure('healthy nodes all see each other after', (target.wholeAfterMs ?? Number.NaN) / 1000, 's')
  const lost = target.sent - target.received
  report.expect(dropped >= target.refused - lost, `${name}: ${target.refused} bad inputs, but ${dropped} counted`)
  report.expect(dropped <= target.refused, `${name}: ${dropped} drops counted, but ${target.refused} bad inputs`)
  report.expect(target.wholeAfterMs !== undefined, `${name}: the healthy nodes do not all see each other alive`)
  report.expect(target.isHeard, `${name}: an event of the flooded node did not reach its peers`)
  for (const death of target.falseDeaths) report.expect(false, `${name}: a healthy node was declared dead: ${death}`)
  for (const text of target.repeatedWarnings) report.expect(false, `${name}: a warning came too often: ${text}`)
}

function tellLive(report: Report, plan: FuzzPlan, live: LiveFuzzResult): void {
  const received = live.targets.reduce((sum, target) => sum + target.received, 0)
  const sent = live.targets.reduce((sum, target) => sum + target.sent, 0)
  report.figure('packets received by living nodes', received, `of ${sent}`)
  report.figure('errors that nobody caught', live.errors.length)
  report.expect(received >= plan.live.packets, `${received} packets were received instead of ${plan.live.packets}`)
  for (const error of live.errors) report.expect(false, `nobody caught ${error}`)
}

function tellMemory(report: Report, { decoders, live }: FuzzOutcome): void {
  report.figure('memory before the decoders', decoders.heapBefore / MEBIBYTE, 'MiB')
  report.figure('memory after', decoders.heapAfter / MEBIBYTE, 'MiB')
  report.figure('memory after a tenth of the flood', live.heapBefore / MEBIBYTE, 'MiB')
  report.figure('memory at its end', live.heapAfter / MEBIBYTE, 'MiB')
  for (const { heapBefore, heapAfter } of [decoders, live]) {
    const growth = heapAfter - heapBefore
    report.expect(growth < MOST_GROWTH_BYTES, `memory grew by ${growth} bytes`)
  }
}
