/** The parts of the report's page, as HTML. They decide no content, only its form. */
import { formatCount, formatMeasure } from '../format.js';
import type { Sheet } from './choose-sheets.js';
import type { Curve } from './curves.js';
import type { Figure } from './figures.js';
import { escapeHtml, pngUri } from './html.js';

export function figureList(figures: readonly Figure[]): string {
  if (figures.length === 0) return '';
  const items = figures.map(
    ({ label, value, aside }) =>
      `<div><dt>${escapeHtml(label)}</dt><dd class="value">${escapeHtml(value)}</dd>` +
      `<dd class="aside">${escapeHtml(aside)}</dd></div>`,
  );
  return `<dl class="figures">${items.join('\n')}</dl>`;
}

export function toolbar(samples: boolean): string {
  const range = (share: string, name: string, pressed = false) =>
    `<button type="button" data-range="${share}" aria-pressed="${pressed}">${name}</button>`;
  return `<div class="bar"><h2>${samples ? 'Samples and curves' : 'Curves'}</h2>
${range('1', 'Whole run', true)}${range('0.5', 'Last half')}${range('0.1', 'Last tenth')}
<button type="button" id="log-scale" aria-pressed="false">Log scale</button>
<span>Drag over a curve to zoom, double-click to see it all.${samples ? ' Click a curve, or use the arrow keys, to see the samples of another step.' : ''}</span>
<noscript><p class="note">The curves and the slider need JavaScript, which is off here.</p></noscript></div>`;
}

/** @param height of the drawing, in CSS pixels. */
export function curveCard({ id, title, reading, series }: Curve, height: number): string {
  const label = `${title} over generator steps. ${series.map(describe).join(' ')}`;
  return `<section class="card"><h2>${escapeHtml(title)}</h2>
<div class="plot" id="chart-${escapeHtml(id)}" data-height="${height}" role="img" aria-label="${escapeHtml(label)}"></div>
<p class="reading">${escapeHtml(reading)}</p></section>`;
}

/** A curve in words, for those who do not see it. */
function describe({ label, style, values }: Curve['series'][number]): string {
  const known = values.filter((value) => Number.isFinite(value));
  if (known.length === 0) return `${label}: no finite value.`;
  const [first, last] = [known[0], known[known.length - 1]].map(formatMeasure);
  if (style === 'target') return `${label}: ${last}.`;
  const [least, most] = known.reduce(
    ([low, high], v) => [Math.min(low, v), Math.max(high, v)],
    [Infinity, -Infinity],
  );
  return `${label}: from ${first} to ${last}, between ${formatMeasure(least)} and ${formatMeasure(most)}.`;
}

export function sampleCard(sheets: readonly Sheet[]): string {
  const thumbs = sheets.map(({ step, png }) => {
    const name = `Samples of the generator at step ${formatCount(step)}`;
    return (
      `<button type="button" data-step="${step}" aria-label="Show step ${formatCount(step)}">` +
      `<img src="${pngUri(png)}" alt="${name}"></button>`
    );
  });
  return `<section class="card"><h2>Samples</h2>
<div class="stage"><img id="sheet" alt=""></div>
<div class="turn"><output id="sheet-caption" for="sheet-slider"></output>
<input type="range" id="sheet-slider" min="0" max="${sheets.length - 1}" step="1" value="${sheets.length - 1}" aria-label="Step of the samples">
<button type="button" id="sheet-play">Play</button></div>
<div class="thumbs" id="thumbnails" role="group" aria-label="All sheets of samples">${thumbs.join('\n')}</div></section>`;
}

export function settingsSection(rows: readonly (readonly [label: string, value: string])[]): string {
  if (rows.length === 0) return '';
  const body = rows.map(
    ([label, value]) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<section class="card"><h2>Settings</h2><table class="settings"><tbody>${body.join('\n')}</tbody></table></section>`;
}

export function commandSection(command: string): string {
  return `<section class="card"><h2>Command</h2><div class="command">
<pre tabindex="0" id="command">${escapeHtml(command)}</pre><button type="button" id="copy">Copy</button></div></section>`;
}
