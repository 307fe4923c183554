import type { Measurement, Measurements } from '../experiment.ts'
import type { Figure, FigurePoint, FigureSeries } from '../figure.ts'
import { intervalText, numberText, wholeText } from '../number-text.ts'
import { type Axis, axisFor, logarithmicAxisFor } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { axisTicks } from './marks.ts'

const WIDTH = 620
const HEIGHT = 360
const LEFT = 62
const RIGHT = WIDTH - 16
const TOP = 16
const BOTTOM = HEIGHT - 62

interface Axes {
  readonly x: Axis
  readonly y: Axis
  readonly isLogarithmic: boolean
}

/** Curves with their table. Each series has its own line and sign, so that colour is not needed to tell them apart. */
export function figurePlot(figure: Figure, measurements: Measurements, id: string): Markup {
  return html`<figure class="curves"><figcaption>${figure.title}</figcaption>
<div class="beside"><div>${plot(figure, measurements, id)}${legend(figure)}</div>
<div class="scroll" role="region" tabindex="0" aria-label="${figure.title}, as a table">${table(figure, measurements)}</div></div></figure>`
}

function plot(figure: Figure, measurements: Measurements, id: string): Markup {
  const { series, xLabel, yLabel, title } = figure
  const axes = axesOf(figure, measurements)
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${title}</title>
<desc id="${id}-d">${yLabel} against ${xLabel}: ${series.map(({ label }) => label).join('; ')}. The table has the numbers.</desc>
${grid(axes.y)}${axisTicks(axes.x, BOTTOM, { from: LEFT, to: RIGHT })}
<text class="axis-title" x="${(LEFT + RIGHT) / 2}" y="${HEIGHT - 22}" text-anchor="middle">${xLabel}</text>
<text class="axis-title" transform="translate(15 ${(TOP + BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${yLabel}</text>
${series.map((one, index) => curve(one, index, axes, measurements))}
</svg>`
}

function axesOf({ series, isLogarithmic = false }: Figure, measurements: Measurements): Axes {
  const points = series.flatMap((one) => one.points)
  const values = points.flatMap((point) => {
    const { value, low = value, high = value } = valueOf(point, measurements)
    return isLogarithmic ? [value, high].filter((one) => one > 0) : [value, low, high]
  })
  const xs = points.map(({ x }) => x)
  const y = isLogarithmic ? logarithmicAxisFor(values, BOTTOM, TOP) : axisFor(values, BOTTOM, TOP)
  return { x: axisFor(xs, LEFT, RIGHT, 8), y, isLogarithmic }
}

function valueOf({ measure, value }: FigurePoint, measurements: Measurements): Measurement {
  if (value !== undefined) return { value }
  const measured = measure === undefined ? undefined : measurements[measure]
  if (measured === undefined) throw new Error(`a figure shows "${measure ?? ''}", which was not measured`)
  return measured
}

function grid(axis: Axis): Markup {
  const lines = axis.ticks.map((tick) => {
    const y = axis.at(tick)
    return html`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/><text class="tick" x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${wholeText(tick)}</text>`
  })
  return html`${lines}`
}

function curve(series: FigureSeries, index: number, axes: Axes, measurements: Measurements): Markup {
  const { x, y, isLogarithmic } = axes
  const places = series.points
    .map((point) => ({ at: x.at(point.x), ...valueOf(point, measurements) }))
    .filter(({ value }) => (isLogarithmic ? value > 0 : !Number.isNaN(value)))
  const line = places.map(({ at, value }, i) => `${i === 0 ? 'M' : 'L'}${at} ${y.at(value)}`).join('')
  const bars = places.flatMap(({ at, low, high }) =>
    low === undefined || high === undefined
      ? []
      : [html`<path class="interval" d="M${at} ${y.at(low)}V${y.at(high)}"/>`],
  )
  const signs = isMeasured(series) ? places.map(({ at, value }) => sign(index, at, y.at(value))) : []
  return html`<g class="${styleOf(series, index)}"><path class="curve" d="${line}"/>${bars}${signs}</g>`
}

function isMeasured({ points }: FigureSeries): boolean {
  return points.some(({ measure }) => measure !== undefined)
}

/** What was worked out is dashed. */
function styleOf(series: FigureSeries, index: number): string {
  return `series s${index % STYLES}${isMeasured(series) ? '' : ' theory'}`
}

/** How many styles of curves the style sheet has. */
const STYLES = 4

function sign(index: number, x: number, y: number): Markup {
  if (index % STYLES === 0) return html`<circle class="sign" cx="${x}" cy="${y}" r="4"/>`
  if (index % STYLES === 1) return html`<rect class="sign" x="${x - 3.5}" y="${y - 3.5}" width="7" height="7"/>`
  if (index % STYLES === 2) return html`<path class="sign" d="M${x} ${y - 5}l5 9h-10z"/>`
  return html`<path class="sign" d="M${x} ${y - 5}l5 5l-5 5l-5-5z"/>`
}

function legend({ series }: Figure): Markup {
  const entries = series.map((one, index) => {
    const mark = isMeasured(one) ? sign(index, 18, 7) : undefined
    return html`<li><svg class="key" viewBox="0 0 36 14" aria-hidden="true"><g class="${styleOf(one, index)}"><path class="curve" d="M1 7H35"/>${mark}</g></svg> ${one.label}</li>`
  })
  return html`<ul class="legend">${entries}</ul>`
}

function table({ xLabel, series }: Figure, measurements: Measurements): Markup {
  const xs = [...new Set(series.flatMap((one) => one.points.map(({ x }) => x)))].toSorted((a, b) => a - b)
  const rows = xs.map((x) => {
    const cells = series.map(
      ({ points }) =>
        html`<td>${cell(
          points.find((point) => point.x === x),
          measurements,
        )}</td>`,
    )
    return html`<tr><th scope="row">${numberText(x)}</th>${cells}</tr>`
  })
  return html`<table class="numbers"><thead><tr><th scope="col">${xLabel}</th>${series.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`
}

function cell(point: FigurePoint | undefined, measurements: Measurements): Markup | undefined {
  if (point === undefined) return undefined
  const measured = valueOf(point, measurements)
  return html`<span title="${intervalText(measured)}">${numberText(measured.value)}</span>`
}
