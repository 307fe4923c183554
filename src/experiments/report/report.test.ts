import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Claim, Experiment, Measurements } from '../experiment.ts'
import { type ExperimentRun, runExperiments } from '../run.ts'
import { axisFor, logarithmicAxisFor } from './axis.ts'
import { html } from './markup.ts'
import { reportPage } from './report-page.ts'

const AT = new Date(Date.UTC(2030, 0, 2, 3, 4))
const EVIL = '<img src=x onerror="alert(1)">&\'"</style><script>'

function claimOf(more: Partial<Claim>): Claim {
  return {
    id: 'c',
    text: 'x is 2',
    measure: 'x',
    published: 2,
    provenance: 'source',
    band: { least: 1, most: 3 },
    ...more,
  }
}

function experimentOf(
  more: Partial<Experiment>,
  measured: Measurements = { x: { value: 2, low: 1.5, high: 2.5, n: 9 } },
): Experiment {
  return {
    id: 'e',
    title: 'A title',
    source: 'A source',
    parameters: { members: 10 },
    claims: [claimOf({})],
    run: () => Promise.resolve(measured),
    ...more,
  }
}

function runOf(...experiments: Experiment[]): Promise<ExperimentRun> {
  return runExperiments(experiments, { seed: 3, scale: 1, runs: 1, signal: new AbortController().signal })
}

describe('the report', () => {
  it('shows set-up, source, claim, figures and verdict', async () => {
    const page = reportPage(await runOf(experimentOf({})), AT)
    for (const part of [
      'A title',
      'A source',
      'members',
      'x is 2',
      '1.5 to 2.5',
      '1 to 3',
      'holds',
      'seed 3',
      '2030-01-02 03:04',
    ]) {
      expect(page).toContain(part)
    }
  })

  it('counts what holds, fails and stays open, and tells what broke off', async () => {
    const claims = [claimOf({}), claimOf({ id: 'no', band: { most: 1 } }), claimOf({ id: 'm', provenance: 'memory' })]
    const broken = experimentOf({ id: 'broken', run: () => Promise.reject(new Error('out of luck')) })
    const page = reportPage(await runOf(experimentOf({ claims }), broken), AT)
    expect(page).toContain('1 of 2 hold')
    expect(page).toContain('1 undecided')
    expect(page).toContain('It broke off: out of luck')
  })

  it('lets no text of an experiment become markup', async () => {
    const claims = [claimOf({ id: EVIL, text: EVIL, unit: EVIL, informative: EVIL }), claimOf({ id: `2${EVIL}` })]
    const figures = [
      { title: EVIL, xLabel: EVIL, yLabel: EVIL, series: [{ label: EVIL, points: [{ x: 1, measure: 'x' }] }] },
    ]
    const parameters = { [EVIL]: EVIL }
    const evil = experimentOf({ id: EVIL, title: EVIL, source: EVIL, parameters, claims, figures })
    const broken = experimentOf({ run: () => Promise.reject(new Error(EVIL)) })
    const page = reportPage(await runOf(evil, broken), AT)
    expect(page).not.toContain('<img')
    expect(page).not.toContain('<script')
    expect(page.match(/<\/style>/g)).toHaveLength(1)
    expect(page.split('&lt;img').length).toBeGreaterThan(12)
  })

  it('needs nothing from elsewhere, and forbids it', async () => {
    const page = reportPage(await runOf(experimentOf({})), AT)
    expect(page).not.toMatch(/https?:|\bsrc=|@import|<link|<script/)
    expect(page).toContain("default-src 'none'")
  })

  it('gives each plot a title, a description and a table, and each id once', async () => {
    const figures = [
      {
        title: 'f',
        xLabel: 'x',
        yLabel: 'y',
        isLogarithmic: true,
        series: [
          {
            label: 'l',
            points: [
              { x: 1, measure: 'x' },
              { x: 2, value: 0 },
            ],
          },
        ],
      },
    ]
    const page = reportPage(await runOf(experimentOf({ figures, claims: [claimOf({}), claimOf({ id: 'd' })] })), AT)
    const plots = [...page.matchAll(/<svg[^>]*role="img" aria-labelledby="([^ ]+) ([^"]+)"/g)]
    expect(plots).toHaveLength(4)
    for (const [, title, description] of plots) {
      expect(page).toContain(`<title id="${title}">`)
      expect(page).toContain(`<desc id="${description}">`)
    }
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(page).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('draws whatever was measured, within the plot', async () => {
    const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true })
    const some = fc.option(finite, { nil: undefined })
    await fc.assert(
      fc.asyncProperty(finite, some, some, some, async (value, published, least, most) => {
        const band = { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) }
        const { published: _, ...claim } = claimOf({ band })
        const claims = [published === undefined ? claim : { ...claim, published }, claimOf({ id: 'd' })]
        const page = reportPage(await runOf(experimentOf({ claims }, { x: { value } })), AT)
        expect(page).not.toMatch(/NaN|Infinity|undefined/)
        for (const [, x] of page.matchAll(/ c?x[12]?="(-?[\d.e+-]+)"/g)) expect(Number(x)).toBeLessThanOrEqual(860)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a plot of what was not measured', () => {
  it('has no mark for it, and no place that is no number', async () => {
    const measured = {
      x: { value: Number.NaN, low: Number.NaN, high: Number.NaN, n: 1 },
      y: { value: 2, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
      z: { value: Number.POSITIVE_INFINITY },
    }
    const claims = ['x', 'y', 'z'].map((measure) => claimOf({ id: measure, measure, band: {} }))
    const points = ['x', 'y', 'z'].map((measure, x) => ({ x, measure }))
    const figure = { title: 'f', xLabel: 'x', yLabel: 'y', series: [{ label: 'l', points }] }
    const figures = [figure, { ...figure, isLogarithmic: true }]
    const page = reportPage(await runOf(experimentOf({ claims, figures }, measured)), AT)
    expect(page).not.toMatch(/ (?:[xy][12]?|c[xy]|d|width)="[^"]*(?:NaN|Infinity|undefined)/)
    expect(page.match(/measured-mark"/g)).toHaveLength(4)
  })
})

describe('markup', () => {
  it('escapes what is put in, once', () => {
    expect(html`<b title="${'"'}">${html`<i>${'<&>'}</i>`}${[1, 'x']}${undefined}</b>`.text).toBe(
      '<b title="&quot;"><i>&lt;&amp;&gt;</i>1x</b>',
    )
  })
})

describe('an axis', () => {
  it('has few ticks, however near or small its values are', () => {
    const finite = fc.oneof(
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
      fc.constantFrom(-3.5e-323, 0, 5e-324, 5 + 2 ** -50),
    )
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 4 }), (values) => {
        expect(axisFor(values, 0, 100).ticks.length).toBeLessThanOrEqual(12)
      }),
    )
  })

  it('has round ticks inside its ends, and keeps the order of values', () => {
    const axis = axisFor([0.0096, 0.0104], 10, 110)
    expect(axis.ticks).toEqual([0.0096, 0.0098, 0.01, 0.0102, 0.0104])
    expect(axis.at(0.0096)).toBeLessThan(axis.at(0.0104))
    expect([axis.at(-5), axis.at(5)]).toEqual([10, 110])
  })

  it('goes by powers of ten where it is asked to', () => {
    const axis = logarithmicAxisFor([0.002, 1], 100, 0)
    expect(axis.ticks).toEqual([0.001, 0.01, 0.1, 1])
    expect([axis.at(1), axis.at(0.001), axis.at(0)]).toEqual([0, 100, 100])
  })
})
