import type { Measurement } from '../experiment.ts'
import type { JudgedClaim } from '../judge.ts'
import { numberText } from '../number-text.ts'
import { type Axis, axisFor } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { axisTicks, measuredMark } from './marks.ts'
import { verdictClass, verdictSign } from './verdict-badge.ts'

const WIDTH = 860
const LABELS = 270
const RIGHT = WIDTH - 90
const ROW = 26
const TOP = 34
/** Beyond these ratios a row would make all others unreadable; its own plot shows it. */
const LEAST_RATIO = 0.2
const MOST_RATIO = 5

/** A claim with everything divided by what was published. */
interface RatioRow {
  readonly judged: JudgedClaim
  readonly measured: Measurement
  readonly least: number
  readonly most: number
}

/** All claims of an experiment at one glance: measured ÷ published, each with its band; 1 is exactly as published. */
export function ratioPlot(claims: readonly JudgedClaim[], id: string): Markup | undefined {
  const rows = claims.flatMap(ratioRow)
  if (rows.length < 2) return undefined
  const bottom = TOP + rows.length * ROW
  const axis = axisFor([1, ...rows.flatMap(extent)], LABELS, RIGHT, 6)
  return html`<figure class="ratios"><svg viewBox="0 0 ${WIDTH} ${bottom + 42}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">Measured divided by published, by claim</title>
<desc id="${id}-d">${rows.map(describe).join('; ')}</desc>
<text class="axis-title" x="${axis.at(1)}" y="18" text-anchor="middle">exactly as published</text>
<line class="one" x1="${axis.at(1)}" x2="${axis.at(1)}" y1="24" y2="${bottom}"/>
${rows.map((row, i) => drawRow(row, TOP + i * ROW + ROW / 2, axis))}
${rows.map((row, i) => html`<g class="${verdictClass(row.judged.verdict)}">${measuredMark(axis, row.measured, TOP + i * ROW + ROW / 2)}</g>`)}
${axisTicks(axis, bottom + 4, { from: LABELS, to: RIGHT })}
<text class="axis-title" x="${(LABELS + RIGHT) / 2}" y="${bottom + 40}" text-anchor="middle">measured ÷ published</text>
</svg></figure>`
}

function ratioRow(judged: JudgedClaim): RatioRow[] {
  const { claim, measured } = judged
  const { published } = claim
  if (published === undefined || published <= 0 || !(measured.value > 0)) return []
  const { least, most } = claim.band
  return [
    {
      judged,
      measured: divided(measured, published),
      least: limited((least ?? 0) / published),
      most: limited((most ?? Number.POSITIVE_INFINITY) / published),
    },
  ]
}

function divided({ value, low, high }: Measurement, by: number): Measurement {
  const ratio = limited(value / by)
  return low === undefined || high === undefined
    ? { value: ratio }
    : { value: ratio, low: limited(low / by), high: limited(high / by) }
}

function limited(ratio: number): number {
  return Math.min(MOST_RATIO, Math.max(LEAST_RATIO, ratio))
}

/** A one-sided band does not stretch the axis. */
function extent({ measured, least, most }: RatioRow): number[] {
  const ends = [least, most].filter((end) => end !== LEAST_RATIO && end !== MOST_RATIO)
  return [measured.value, measured.low ?? measured.value, measured.high ?? measured.value, ...ends]
}

function describe({ judged, measured }: RatioRow): string {
  return `${judged.claim.id} ${numberText(measured.value)} (${judged.verdict})`
}

function drawRow({ judged, measured, least, most }: RatioRow, y: number, axis: Axis): Markup {
  const [from, to] = [axis.at(least), axis.at(most)]
  return html`<text class="row-label" x="${LABELS - 14}" y="${y + 4}" text-anchor="end">${verdictSign(judged.verdict)} ${shortened(judged.claim.id)}</text>
<rect class="band" x="${from}" y="${y - 8}" width="${Math.max(1, to - from)}" height="16"/><rect x="${from}" y="${y - 8}" width="${Math.max(1, to - from)}" height="16" fill="url(#hatch)"/>
<text class="row-value" x="${RIGHT + 14}" y="${y + 4}">${ratioText(measured.value)}</text>`
}

/** A ratio beyond the plot is drawn at its edge, and said to be. */
function ratioText(ratio: number): string {
  if (ratio === LEAST_RATIO) return `× ${ratio} or less`
  if (ratio === MOST_RATIO) return `× ${ratio} or more`
  return `× ${numberText(Number(ratio.toPrecision(3)))}`
}

/** What has room beside the plot; the claim's own row has the whole name. */
function shortened(id: string): string {
  return id.length <= MOST_LETTERS ? id : `${id.slice(0, MOST_LETTERS - 1)}…`
}

const MOST_LETTERS = 34
