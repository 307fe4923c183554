import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Experiment, ExperimentRun, RunProgress } from '../../experiments/index.ts'
import { runExperiments } from '../../experiments/index.ts'
import { Output } from '../output/output.ts'
import { chooseExperiments } from './choose-experiments.ts'
import { ProgressBar } from './progress-bar.ts'
import { durationText, progressLine } from './progress-line.ts'
import { runJson } from './result-json.ts'
import { printResults } from './result-table.ts'

function experimentOf(id: string, value = 2): Experiment {
  const claim = {
    id: 'c',
    text: 'x is two',
    measure: 'x',
    published: 2,
    unit: 's',
    provenance: 'source',
    band: { most: 3 },
  } as const
  const run = (): Promise<{ x: { value: number; low: number; high: number } }> =>
    Promise.resolve({ x: { value, low: value - 1, high: value + 1 } })
  return { id, title: 'a title', source: 'a source', parameters: { n: 1 }, claims: [claim], run }
}

const broken: Experiment = { ...experimentOf('broken'), run: () => Promise.reject(new Error('no luck')) }
const all = [experimentOf('first'), experimentOf('second')]

function runOf(...experiments: Experiment[]): Promise<ExperimentRun> {
  return runExperiments(experiments, { seed: 1, scale: 1, runs: 1, signal: new AbortController().signal })
}

function written(mode: 'human' | 'tsv', run: ExperimentRun): string {
  let text = ''
  printResults(new Output(mode, (more) => (text += more)), run)
  return stripVTControlCharacters(text) // colours depend on where the test runs
}

describe('the choice of experiments', () => {
  it('is all of them, or each that was named, once', () => {
    expect(chooseExperiments(all, [], true)).toBe(all)
    expect(chooseExperiments(all, ['second', 'first', 'second'], false).map(({ id }) => id)).toEqual([
      'second',
      'first',
    ])
  })

  it('must be made, and of experiments that are there', () => {
    expect(() => chooseExperiments(all, [], false)).toThrow('or --all')
    expect(() => chooseExperiments(all, ['first'], true)).toThrow('not both')
    expect(() => chooseExperiments(all, ['frist'], false)).toThrow(
      'there is no experiment "frist"; did you mean "first"?',
    )
  })
})

describe('the progress of a run', () => {
  const progress: RunProgress = { experiment: experimentOf('first'), index: 1, count: 5, done: 0.25, seconds: 10 }

  it('says which experiment, how much of it and how long it will take', () => {
    expect(progressLine(progress)).toBe(`[2/5] first ${'━'.repeat(6)}${'╌'.repeat(18)}  25 %  30 s left`)
  })

  it('promises nothing at the beginning, and never more than all', () => {
    expect(progressLine({ ...progress, done: 0 })).toMatch(/ {3}0 %$/)
    expect(progressLine({ ...progress, done: 1.5 })).toContain('100 %  0 s left')
  })

  it('tells long times in minutes', () => {
    expect([durationText(59.2), durationText(125)]).toEqual(['1 min 0 s', '2 min 5 s'])
  })
})

describe('the progress bar', () => {
  const progress: RunProgress = { experiment: experimentOf('first'), index: 0, count: 1, done: 0.5, seconds: 1 }

  function shown(isTTY: boolean, columns: number): string[] {
    const texts: string[] = []
    const bar = new ProgressBar({ isTTY, columns, write: (text) => texts.push(text) })
    bar.show(progress)
    bar[Symbol.dispose]()
    return texts
  }

  it('is taken away in the end', () => {
    expect(shown(true, 100)).toEqual([`\r\u001b[2K${progressLine(progress)}`, '\r\u001b[2K'])
  })

  it('keeps to the width of the terminal, and to a usual one where that is not known', () => {
    expect(shown(true, 20)[0]).toHaveLength('\r\u001b[2K'.length + 19)
    expect(shown(true, 0)[0]).toContain('first')
  })

  it('is not there without a terminal', () => {
    expect(shown(false, 100)).toEqual([])
  })
})

describe('the results of a run', () => {
  it('are plain numbers for programs: experiment, claim, verdict, measured, interval, published, band, unit', async () => {
    expect(written('tsv', await runOf(experimentOf('first')))).toBe('first\tc\tholds\t2\t1\t3\t2\t\t3\ts\n')
  })

  it('are a table for people, and say again what fails', async () => {
    const text = written('human', await runOf(experimentOf('first', 9)))
    expect(text).toMatch(/c +2 s +at most 3 +9 s +8 to 10 +fails/)
    expect(text).toContain('c: x is two')
  })

  it('are JSON with every figure, and with what broke off', async () => {
    const json = JSON.parse(JSON.stringify(runJson(await runOf(experimentOf('first'), broken), undefined))) as object
    expect(json).toMatchObject({
      schema: 1,
      isCancelled: false,
      results: [
        {
          id: 'first',
          outcome: 'finished',
          claims: [{ id: 'c', verdict: 'holds', isInBand: true, measured: { value: 2 } }],
        },
        { id: 'broken', outcome: 'failed', error: 'no luck', claims: [] },
      ],
    })
  })
})
