import type { JudgedClaim } from '../judge.ts'
import { bandText, quantityText } from '../number-text.ts'
import { type Axis, axisFor } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { axisTicks, diamond, measuredMark } from './marks.ts'
import { verdictClass } from './verdict-badge.ts'

const WIDTH = 460
const HEIGHT = 116
const LEFT = 16
const RIGHT = WIDTH - 16
const TOP = 28
const BOTTOM = 72
const MIDDLE = (TOP + BOTTOM) / 2
/** Within this distance of an edge a label is written inwards. */
const EDGE = 60

/** One claim: the band, what was published, and what was measured with its interval, on one line of numbers. */
export function claimPlot(judged: JudgedClaim, id: string): Markup {
  const { claim, measured, verdict } = judged
  const axis = axisFor(valuesOf(judged), LEFT, RIGHT)
  return html`<svg class="claim-plot ${verdictClass(verdict)}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${claim.id}: ${verdict}</title>
<desc id="${id}-d">${describe(judged)}</desc>
${band(judged, axis)}
${axisTicks(axis, BOTTOM + 14, { from: LEFT, to: RIGHT })}
${claim.published === undefined ? undefined : publishedMark(axis.at(claim.published))}
${measuredMark(axis, measured, MIDDLE)}
${Number.isNaN(measured.value) ? undefined : label(axis.at(measured.value), BOTTOM + 10, 'measured', 'measured-text')}
</svg>`
}

function valuesOf({ claim, measured }: JudgedClaim): number[] {
  const { least, most } = claim.band
  const values = [measured.value, measured.low, measured.high, claim.published, least, most]
  return values.filter((value) => value !== undefined)
}

function describe({ claim, measured }: JudgedClaim): string {
  const published = claim.published === undefined ? '' : `, published ${quantityText(claim.published, claim.unit)}`
  return `measured ${quantityText(measured.value, claim.unit)}${published}, band ${bandText(claim.band)}`
}

/** Where the number must lie; a side without an end runs to the edge and has no line there. */
function band({ claim }: JudgedClaim, axis: Axis): Markup {
  const { least, most } = claim.band
  const from = least === undefined ? LEFT : axis.at(least)
  const to = most === undefined ? RIGHT : axis.at(most)
  const ends = [least, most].filter((end) => end !== undefined).map((end) => axis.at(end))
  return html`<rect class="band" x="${from}" y="${TOP}" width="${Math.max(1, to - from)}" height="${BOTTOM - TOP}"/><rect x="${from}" y="${TOP}" width="${Math.max(1, to - from)}" height="${BOTTOM - TOP}" fill="url(#hatch)"/>
${ends.map((x) => html`<line class="band-end" x1="${x}" x2="${x}" y1="${TOP}" y2="${BOTTOM}"/>`)}`
}

function publishedMark(x: number): Markup {
  return html`<line class="published" x1="${x}" x2="${x}" y1="${TOP - 4}" y2="${BOTTOM}"/>${diamond(x, TOP - 4)}
${label(x, TOP - 13, 'published', 'published-text')}`
}

function label(x: number, y: number, text: string, css: string): Markup {
  const anchor = x < LEFT + EDGE ? 'start' : x > RIGHT - EDGE ? 'end' : 'middle'
  return html`<text class="${css}" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`
}
