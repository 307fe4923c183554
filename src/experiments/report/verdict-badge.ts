import type { Verdict } from '../judge.ts'
import { html, type Markup } from './markup.ts'

/** How a verdict looks: a sign, its words, and a class for the colour, which never says anything alone. */
interface Look {
  readonly sign: string
  readonly css: string
}

const LOOKS: Readonly<Record<Verdict | 'failed', Look>> = {
  holds: { sign: '✓', css: 'holds' },
  fails: { sign: '✕', css: 'fails' },
  'unverified figure': { sign: '?', css: 'open' },
  informative: { sign: 'i', css: 'open' },
  failed: { sign: '!', css: 'fails' },
}

/** A verdict as sign and words. */
export function verdictBadge(verdict: Verdict): Markup {
  const { sign, css } = LOOKS[verdict]
  return html`<span class="badge ${css}"><span aria-hidden="true">${sign}</span> ${verdict}</span>`
}

/** A count of something with its verdict's sign, for the summary. */
export function countTile(count: number, verdict: Verdict | 'failed', words: string): Markup {
  const { sign, css } = LOOKS[verdict]
  return html`<li class="tile ${count === 0 ? 'none' : css}"><b>${count}</b><span><span aria-hidden="true">${sign}</span> ${words}</span></li>`
}

/** The class by which a claim's marks are coloured. */
export function verdictClass(verdict: Verdict): string {
  return LOOKS[verdict].css
}

/** A verdict in one character. */
export function verdictSign(verdict: Verdict): string {
  return LOOKS[verdict].sign
}
