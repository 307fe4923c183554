import type { Measurement } from '../experiment.ts'
import { wholeText } from '../number-text.ts'
import type { Axis } from './axis.ts'
import { html, type Markup } from './markup.ts'

/** A horizontal axis: its line, ticks and numbers. */
export function axisTicks(axis: Axis, y: number, { from, to }: { readonly from: number; readonly to: number }): Markup {
  const ticks = axis.ticks.map((tick) => {
    const x = axis.at(tick)
    return html`<line class="axis" x1="${x}" x2="${x}" y1="${y}" y2="${y + 5}"/><text class="tick" x="${x}" y="${y + 19}" text-anchor="middle">${wholeText(tick)}</text>`
  })
  return html`<line class="axis" x1="${from}" x2="${to}" y1="${y}" y2="${y}"/>${ticks}`
}

/** What a source says: a diamond. */
export function diamond(x: number, y: number): Markup {
  return html`<path class="published-mark" d="M${x} ${y - 6}l5 6l-5 6l-5-6z"/>`
}

/** What was measured: a disc with the interval as a bar through it; nothing where no number came out. */
export function measuredMark(axis: Axis, { value, low, high }: Measurement, y: number): Markup | undefined {
  if (Number.isNaN(value)) return undefined
  const disc = html`<circle class="measured-mark" cx="${axis.at(value)}" cy="${y}" r="5.5"/>`
  if (low === undefined || high === undefined || Number.isNaN(low + high)) return disc
  const [from, to] = [axis.at(low), axis.at(high)]
  return html`<path class="interval" d="M${from} ${y - 7}v14M${from} ${y}H${to}M${to} ${y - 7}v14"/>${disc}`
}
