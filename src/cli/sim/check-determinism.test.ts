import { afterEach, describe, expect, it } from 'vitest'
import { readScenario } from '../../experiments/scenario/read-scenario.ts'
import type { TraceEntry } from '../../sim/index.ts'
import { Output, type OutputMode } from '../output/output.ts'
import { checkDeterminism, printComparison } from './check-determinism.ts'

const SAME: TraceEntry = { at: 5, kind: 'timer', node: 1, peer: -1, tag: 2, size: 0 }
const ONE: TraceEntry = { at: 5, kind: 'emit', node: 1, peer: -1, tag: 0, size: 0, event: 'member-joined' }
const OTHER: TraceEntry = { ...ONE, event: 'member-gone' }
const PARTED = {
  isEqual: false,
  traceHash: '0123456789abcdef',
  events: 90,
  difference: { event: 41, first: [SAME, ONE], second: [SAME, OTHER] },
}

function printed(mode: OutputMode, print: (output: Output) => void): string {
  let text = ''
  print(
    new Output(mode, (part) => {
      text += part
    }),
  )
  return text
}

afterEach(() => {
  process.exitCode = undefined
})

describe('two runs of one seed', () => {
  it('are the same run, to the end, even if a property is violated', () => {
    const scenario = readScenario(
      'nodes: 3\ndurationMs: 5000\nproperties: [{ never: suspicion }]\nfaults: [{ kind: crash, at: 1, nodes: [2] }]',
      's',
    )
    const text = printed('json', (output) => checkDeterminism(output, scenario))
    expect(JSON.parse(text)).toMatchObject({ schema: 1, isEqual: true, difference: null })
    expect(process.exitCode).toBeUndefined()
  })

  it('that part are told by the first entry that differs', () => {
    expect(printed('tsv', (output) => printComparison(output, PARTED)).split('\n')).toEqual([
      'twice the same seed\ttwo different runs',
      'they part\tafter 41 events',
      `first run\t${JSON.stringify(ONE)}`,
      `second run\t${JSON.stringify(OTHER)}`,
      '',
    ])
  })

  it('may part by one of them ending, or so rarely that it is not seen again', () => {
    const ended = { ...PARTED, difference: { event: 41, first: [SAME], second: [] } }
    expect(printed('tsv', (output) => printComparison(output, ended))).toContain('second run\tnothing')
    const { difference: _, ...rare } = PARTED
    expect(printed('tsv', (output) => printComparison(output, rare))).toContain('they part\tnot when run once more')
  })
})
