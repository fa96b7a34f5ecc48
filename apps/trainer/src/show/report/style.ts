/** How the report looks: light and dark, wide and narrow, on paper. uPlot's own style comes before it. */

export const style = `
:root {
  color-scheme: light dark;
  --paper: #f6f5f2; --card: #ffffff; --ink: #1d1e22; --muted: #5b5e67; --line: #e3e1db; --accent: #1f5fae;
  --tone-1: #1f6fb8; --tone-2: #c2570c; --tone-3: #16806a; --tone-4: #7a4fb5; --tone-5: #5b5e67;
  --warn: #fdf1dc; --warn-ink: #6d4300;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131417; --card: #1c1e22; --ink: #ebeae6; --muted: #a4a7b0; --line: #31343b; --accent: #7db8f5;
    --tone-1: #6cb2f2; --tone-2: #f2985a; --tone-3: #55c3a4; --tone-4: #b798ee; --tone-5: #a4a7b0;
    --warn: #3a2c12; --warn-ink: #f4d9a4;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0; }
p { margin: 0; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; }
.state { font-size: .85rem; padding: .15rem .7rem; border: 1px solid var(--line); border-radius: 1rem; color: var(--muted); background: var(--card); }
.follow { font-size: .85rem; color: var(--muted); display: flex; gap: .4rem; align-items: center; }
.note { margin-top: 1rem; padding: .7rem 1rem; border-radius: .5rem; background: var(--card); border: 1px solid var(--line); overflow-wrap: anywhere; }
.note.warning { background: var(--warn); color: var(--warn-ink); border-color: transparent; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 1rem; margin: 1.25rem 0 1rem; }
.figures div, .card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.1rem; min-width: 0; }
.figures dt { font-size: .85rem; color: var(--muted); }
.figures dd { margin: 0; }
.figures .value { font-size: 1.5rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figures .aside { font-size: .85rem; color: var(--muted); }
.grid { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
.grid + .grid, .grid + .card, main > .card + .card { margin-top: 1rem; }
.hero { grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); }
.hero > :only-child, .grid > :last-child:nth-child(odd) { grid-column: 1 / -1; }
.card > h2 + * { margin-top: .5rem; }
.reading { color: var(--muted); font-size: .875rem; margin-top: .75rem; max-width: 46rem; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .6rem; margin: 1.75rem 0 .75rem; }
.bar h2 { margin-right: auto; font-size: 1.25rem; }
.bar span { font-size: .85rem; color: var(--muted); flex-basis: 100%; }
button { font: inherit; font-size: .85rem; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .3rem .75rem; min-height: 2.1rem; cursor: pointer; }
button:hover { border-color: var(--muted); }
button[aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: var(--card); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.stage { display: grid; place-items: center; max-width: 36rem; margin-inline: auto; }
.stage > img { display: block; width: 100%; height: auto; max-width: 100%; border-radius: .25rem; }
.turn { display: flex; align-items: center; gap: .75rem; margin-top: .75rem; }
.turn output { min-width: 6.5rem; font-variant-numeric: tabular-nums; }
.turn input { flex: 1; min-width: 0; accent-color: var(--accent); }
.thumbs { position: relative; display: flex; gap: .4rem; overflow-x: auto; margin-top: .75rem; padding: 3px 3px .4rem; }
.thumbs button { flex: none; padding: 2px; min-height: 0; line-height: 0; border-radius: .35rem; border-width: 2px; }
.thumbs button[aria-current] { border-color: var(--accent); }
.thumbs img { width: 3.4rem; height: 3.4rem; object-fit: cover; border-radius: .15rem; }
.plot { overflow: hidden; margin-left: -.4rem; }
.uplot { font: inherit; }
.u-legend { font-size: .82rem; text-align: left; margin: .15rem 0 0 .4rem; font-variant-numeric: tabular-nums; color: var(--muted); }
.u-legend .u-series > * { padding: 0 .15rem; }
.u-legend th { font-weight: 400; }
.u-legend .u-value { color: var(--ink); min-width: 3.2rem; }
.u-legend .u-marker { width: .9rem; height: .2rem; border-width: 2px !important; }
.u-legend .u-series:first-child .u-marker { display: none; }
.u-select { background: color-mix(in srgb, var(--accent) 16%, transparent); }
.u-hz .u-cursor-x { border-right: 1px dashed var(--muted); }
table.settings { border-collapse: collapse; width: 100%; font-size: .9rem; }
.settings th, .settings td { text-align: left; vertical-align: top; padding: .4rem 1rem .4rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.settings tr:first-child > * { border-top: 0; }
.settings th { font-weight: 400; color: var(--muted); width: 38%; }
.command { display: flex; gap: .75rem; align-items: start; }
.command pre { flex: 1; min-width: 0; margin: 0; padding: .6rem .8rem; overflow-x: auto; border-radius: .5rem; background: var(--paper); font: .85rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
footer { margin-top: 1.5rem; font-size: .85rem; color: var(--muted); }
a { color: var(--accent); }
@media (max-width: 56rem) { .grid, .hero { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 30rem) {
  main { padding: 1.25rem .75rem 3rem; }
  .card, .figures div { padding: .8rem .85rem; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .6rem; }
  .figures .value { font-size: 1.25rem; }
  .turn output { min-width: 5.2rem; }
  .bar { gap: .5rem .4rem; }
  .bar h2 { flex-basis: 100%; }
  .bar button { padding: .3rem .55rem; }
}
@media (prefers-reduced-motion: reduce) { * { scroll-behavior: auto !important; } }
@media print { button, .turn input, .thumbs, .follow { display: none; } .card { break-inside: avoid; } }
`;
