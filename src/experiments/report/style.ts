/** The report's style sheet: both colour schemes, narrow screens, print. */
export const STYLE = `
:root {
  --page: #f6f7f9; --card: #ffffff; --text: #1a2230; --quiet: #566072; --line: #d5dae2;
  --band: #d9e6f8; --hatch: #9dbae2; --band-end: #5f86bd;
  --published: #8a4500; --measured: #0b4aa2;
  --holds: #14632f; --holds-back: #dff3e5; --fails: #a3160d; --fails-back: #fde4e1; --open: #4d4a7a; --open-back: #e9e8f7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10141a; --card: #1a2029; --text: #e8ecf2; --quiet: #a3adbd; --line: #353e4c;
    --band: #20354f; --hatch: #45699a; --band-end: #7fa6dd;
    --published: #ffb868; --measured: #86bdff;
    --holds: #7fdc9f; --holds-back: #173524; --fails: #ff9b92; --fails-back: #45201d; --open: #c1bdf5; --open-back: #2b2947;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1180px; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.015em; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 0; letter-spacing: -.01em; }
h3 { font-size: .95rem; margin: 0; font-weight: 600; }
p { margin: .4rem 0; }
code { font: .92em ui-monospace, monospace; }
a { color: var(--measured); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--measured); outline-offset: 2px; }
header > p, .quiet, .source { color: var(--quiet); }
.source { font-size: .92rem; }
.defs { position: absolute; }
.warning { background: var(--fails-back); color: var(--text) !important; border-left: 4px solid var(--fails); padding: .5rem .8rem; }
.tiles { list-style: none; padding: 0; margin: 1.5rem 0; display: flex; flex-wrap: wrap; gap: .75rem; }
.tile { flex: 1 1 8rem; padding: .7rem 1rem .8rem; border-radius: .6rem; display: flex; flex-direction: column; }
.tile b { font-size: 2.2rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
.holds.tile, .holds.badge { background: var(--holds-back); color: var(--holds); }
.fails.tile, .fails.badge { background: var(--fails-back); color: var(--fails); }
.open.tile, .open.badge { background: var(--open-back); color: var(--open); }
.none.tile { background: none; border: 1px solid var(--line); color: var(--quiet); }
.badge { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-size: .85rem; font-weight: 600; white-space: nowrap; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; }
.contents { width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; border-spacing: 0; border-collapse: separate; }
.contents th, .contents td { padding: .45rem .9rem; vertical-align: top; }
.contents tbody th, .contents tbody td { border-top: 1px solid var(--line); }
.contents tbody th { white-space: nowrap; }
.how { margin: 1rem 0; color: var(--quiet); }
.how summary { cursor: pointer; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1.4rem 1.5rem 1.6rem; margin-top: 1.5rem; }
.setup { display: flex; flex-wrap: wrap; gap: .4rem 1.6rem; margin: .8rem 0 0; font-size: .9rem; }
.setup div { display: flex; gap: .45rem; }
.setup dt { color: var(--quiet); } .setup dt::after { content: ":"; }
.setup dd { margin: 0; }
figure { margin: 1.5rem 0 0; }
figcaption { font-weight: 600; margin-bottom: .3rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { font-family: system-ui, sans-serif; font-size: 12.5px; fill: var(--text); }
.tick { fill: var(--quiet); font-variant-numeric: tabular-nums; }
.axis-title { fill: var(--quiet); }
.axis { stroke: var(--quiet); } .grid { stroke: var(--line); }
.band { fill: var(--band); } .hatch { stroke: var(--hatch); stroke-width: 2; }
.band-end { stroke: var(--band-end); stroke-width: 1.5; }
.published, .one { stroke: var(--published); stroke-width: 1.6; stroke-dasharray: 4 3; }
.published-mark { fill: var(--published); } .published-text { fill: var(--published) !important; }
.measured-text { fill: var(--measured) !important; paint-order: stroke; stroke: var(--card); stroke-width: 4px; }
.measured-mark { fill: var(--measured); stroke: var(--card); stroke-width: 1.5; }
.interval { fill: none; stroke: var(--measured); stroke-width: 2; }
.fails .measured-mark { fill: var(--fails); } .fails .interval { stroke: var(--fails); } .fails .measured-text { fill: var(--fails) !important; }
.row-value { fill: var(--quiet); font-variant-numeric: tabular-nums; }
.series .curve { fill: none; stroke-width: 2; stroke: var(--measured); }
.series .sign { fill: var(--measured); stroke: var(--card); }
.s1 .curve, .s1 .interval { stroke: var(--published); } .s1 .sign { fill: var(--published); }
.s2 .curve, .s2 .interval { stroke: var(--holds); } .s2 .sign { fill: var(--holds); }
.s3 .curve, .s3 .interval { stroke: var(--open); } .s3 .sign { fill: var(--open); }
.theory .curve { stroke-dasharray: 7 4; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: 0; font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: .4rem; }
.key { width: 36px; flex: none; }
.beside { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1rem 1.5rem; align-items: start; }
.scroll { overflow: auto; max-height: 25rem; border: 1px solid var(--line); border-radius: .4rem; }
.numbers { width: 100%; font-size: .85rem; }
.numbers th, .numbers td { padding: .2rem .7rem; border-top: 1px solid var(--line); text-align: right; vertical-align: bottom; }
.numbers thead th { position: sticky; top: 0; background: var(--card); border-top: 0; box-shadow: 0 1px var(--line); }
.claims { margin-top: 1.2rem; }
.claim { border-top: 1px solid var(--line); padding: .9rem 0; display: grid; gap: .6rem 1.6rem; align-items: center;
  grid-template-columns: minmax(0, 4fr) minmax(0, 6fr) minmax(0, 4fr); }
.claim p { margin: .4rem 0 0; font-size: .95rem; }
.facts { font-size: .85rem; width: 100%; }
.facts th { width: 9.5rem; color: var(--quiet); font-weight: 400; padding: .1rem .7rem .1rem 0; white-space: nowrap; vertical-align: top; }
.facts td { padding: .1rem 0; }
@media (max-width: 40rem) {
  .beside, .claim { grid-template-columns: minmax(0, 1fr); }
  section { padding: 1rem; }
  .ratios, .curves .beside > div:first-child { overflow-x: auto; } .ratios svg, .curves .beside > div > svg { min-width: 34rem; }
  .contents th:nth-child(2), .contents td:nth-child(2) { display: none; }
}
@media print {
  :root { --page: #fff; --card: #fff; --text: #000; --quiet: #444; --line: #bbb; --band: #e6eef9; --hatch: #9dbae2; --band-end: #5f86bd;
    --published: #8a4500; --measured: #0b4aa2; --holds: #14632f; --holds-back: #fff; --fails: #a3160d; --fails-back: #fff;
    --open: #4d4a7a; --open-back: #fff; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  section { border: 0; padding: 0; margin-top: 2rem; }
  .tile, .badge { border: 1px solid currentcolor; }
  .scroll { max-height: none; overflow: visible; border: 0; }
  .numbers thead th { position: static; }
  .beside { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .numbers, .facts { font-size: 7.5pt; } .numbers th, .numbers td { padding: .15rem .4rem; } .facts th { width: auto; }
  .claim, figure, tr, .tiles { break-inside: avoid; } h2 { break-after: avoid; }
}
`
