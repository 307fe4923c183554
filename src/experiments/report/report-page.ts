import type { ExperimentResult, ExperimentRun, FinishedExperiment } from '../run.ts'
import type { JudgedClaim, Verdict } from '../judge.ts'
import { bandText, intervalText, numberText, quantityText } from '../number-text.ts'
import { claimPlot } from './claim-plot.ts'
import { figurePlot } from './figure-plot.ts'
import { html, Markup } from './markup.ts'
import { ratioPlot } from './ratio-plot.ts'
import { STYLE } from './style.ts'
import { countTile, verdictBadge } from './verdict-badge.ts'

/**
 * A run as one page that needs nothing else: no script, no font, no image from elsewhere, and it says so to the browser.
 * @param at when the run was made
 */
export function reportPage(run: ExperimentRun, at: Date): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>hearsay: experiments, seed ${run.seed}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${PATTERN}
<header><h1>Published results, measured again</h1>
<p>hearsay experiments · ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC · seed ${run.seed} · ${run.runs === 1 ? 'one run' : `${run.runs} runs`} of each · ${run.seconds.toFixed(1)} s</p>
${warnings(run)}
${summary(run)}
${contents(run)}
${HOW_TO_READ}</header>
<main>${run.results.map((result, index) => section(result, `e${index}`))}</main>
</body>
</html>
`
  return page.text
}

/** One hatch for all plots: a band must be seen without colour too. */
const PATTERN = html`<svg width="0" height="0" aria-hidden="true" class="defs"><defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern></defs></svg>`

const HOW_TO_READ = html`<details class="how"><summary>How to read this</summary>
<p>The hatched band is where a number must lie for the claim to hold; it is fixed before the run. The diamond is the published or theoretical figure. The disc is what was measured, the bar through it its 95 % interval.</p>
<p>Only <b>holds</b> and <b>fails</b> decide anything. <b>Unverified figure</b>: the published figure is known from memory only. <b>Informative</b>: the source leaves open what exactly it measured.</p></details>`

function warnings({ isCancelled, scale }: ExperimentRun): Markup[] {
  const cancelled = html`<p class="warning">This run was cancelled: what was finished by then is shown.</p>`
  const small = html`<p class="warning">Run at scale ${scale}. Bands are made for scale 1, so a verdict may be chance.</p>`
  return [...(isCancelled ? [cancelled] : []), ...(scale < 1 ? [small] : [])]
}

function summary({ results }: ExperimentRun): Markup {
  const claims = results.flatMap((result) => (result.outcome === 'finished' ? result.claims : []))
  const count = (wanted: Verdict): number => claims.filter(({ verdict }) => verdict === wanted).length
  const broken = results.filter((result) => result.outcome === 'failed').length
  return html`<ul class="tiles">${countTile(count('holds'), 'holds', 'claims hold')}${countTile(count('fails'), 'fails', 'fail')}${countTile(count('unverified figure'), 'unverified figure', 'unverified figures')}${countTile(count('informative'), 'informative', 'informative')}${broken === 0 ? undefined : countTile(broken, 'failed', 'broke off')}</ul>`
}

function contents({ results }: ExperimentRun): Markup {
  const rows = results.map((result, index) => {
    const { id, title } = result.experiment
    return html`<tr><th scope="row"><a href="#e${index}">${id}</a></th><td>${title}</td><td>${outcome(result)}</td></tr>`
  })
  return html`<table class="contents"><thead><tr><th scope="col">Experiment</th><th scope="col">What it is about</th><th scope="col">Outcome</th></tr></thead><tbody>${rows}</tbody></table>`
}

/** "12 of 12 hold", and a strip with a mark for each claim. */
function outcome(result: ExperimentResult): Markup {
  if (result.outcome === 'failed')
    return html`<span class="badge fails"><span aria-hidden="true">!</span> broke off</span>`
  const deciding = result.claims.filter(({ verdict }) => verdict === 'holds' || verdict === 'fails')
  const holding = deciding.filter(({ verdict }) => verdict === 'holds').length
  const open = result.claims.length - deciding.length
  const css = holding === deciding.length ? 'holds' : 'fails'
  const sign = css === 'holds' ? '✓' : '✕'
  return html`<span class="badge ${css}"><span aria-hidden="true">${sign}</span> ${holding} of ${deciding.length} hold</span>${open === 0 ? undefined : html` <span class="quiet">${open} undecided</span>`}`
}

function section(result: ExperimentResult, id: string): Markup {
  const { experiment, seconds } = result
  const parameters = Object.entries(experiment.parameters)
  return html`<section id="${id}" aria-labelledby="${id}-h">
<h2 id="${id}-h">${experiment.title}</h2>
<p class="source"><code>${experiment.id}</code> · ${experiment.source} · ${seconds.toFixed(1)} s</p>
<dl class="setup">${parameters.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${result.outcome === 'failed' ? html`<p class="warning">It broke off: ${result.error}</p>` : findings(result, id)}
</section>`
}

function findings({ experiment, claims, measurements }: FinishedExperiment, id: string): Markup {
  return html`${(experiment.figures ?? []).map((figure, index) => figurePlot(figure, measurements, `${id}f${index}`))}
${ratioPlot(claims, `${id}r`)}
<div class="claims">${claims.map((judged, index) => claimCard(judged, `${id}c${index}`))}</div>`
}

function claimCard(judged: JudgedClaim, id: string): Markup {
  const { claim, verdict } = judged
  const note =
    claim.informative === undefined ? undefined : html`<p class="quiet">Decides nothing: ${claim.informative}</p>`
  return html`<article class="claim" aria-labelledby="${id}-h"><div><h3 id="${id}-h">${verdictBadge(verdict)} <code>${claim.id}</code></h3>
<p>${claim.text}</p>${note}</div>
${claimPlot(judged, id)}${claimTable(judged)}</article>`
}

function claimTable({ claim, measured }: JudgedClaim): Markup {
  const rows: [string, string][] = [
    ['measured', quantityText(measured.value, claim.unit)],
    ['95 % interval', intervalText(measured)],
    ['published', quantityText(claim.published, claim.unit)],
    ['band', bandText(claim.band)],
    ['independent runs', measured.n === undefined ? '' : numberText(measured.n)],
    ['figure known from', PROVENANCES[claim.provenance]],
  ]
  const shown = rows.filter(([, value]) => value !== '')
  return html`<table class="facts"><tbody>${shown.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`
}

const PROVENANCES = {
  source: 'the source itself',
  formula: 'a formula',
  pilot: 'a pilot run of ours',
  memory: 'memory only',
} as const
