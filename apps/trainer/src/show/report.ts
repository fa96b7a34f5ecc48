/** The report of a run: one HTML file that needs nothing else, no network and no other file. It reads no run itself. */
import type { StepMetrics } from './metrics.js';
import { pageScript, plotLibrary } from './report/assets.js';
import { chooseSheets, type Sheet } from './report/choose-sheets.js';
import { curvesOf, type Curve } from './report/curves.js';
import { downsample } from './report/downsample.js';
import { keyFigures, troubleOf } from './report/figures.js';
import { embedJson, escapeHtml } from './report/html.js';
import type { PageData } from './report/page/data.js';
import type { Loss } from './report/readings.js';
import {
  commandSection,
  curveCard,
  figureList,
  sampleCard,
  settingsSection,
  toolbar,
} from './report/sections.js';
import { style } from './report/style.js';

export interface Report {
  /** The name of the model, or what else the run is called. */
  readonly title: string;
  readonly loss: Loss;
  /** Label and value of each setting, in the order of the table. */
  readonly summary: readonly (readonly [label: string, value: string])[];
  readonly metrics: readonly StepMetrics[];
  /** PNG files of sample sheets or of toy pictures; the report takes at most 24 of them. */
  readonly sheets: readonly Sheet[];
  /** Generator steps asked for. */
  readonly steps?: number;
  /** False while the run goes on, or if it was stopped before its last step. */
  readonly finished: boolean;
  /** The command that a reader wants next, or the one that made the run; there is a button to copy it. */
  readonly command: string;
  /** A sentence of the run's own, shown at the head. */
  readonly note?: string;
}

/** Curves have at most about so many points in the file. */
const mostPoints = 2_000;

/** Significant digits of the numbers in the file: more than any screen shows. */
const digits = 5;

/** All text is escaped; the page's own policy forbids it to load anything. */
export function renderReport(report: Report): string {
  const { title, metrics, finished } = report;
  const curves = metrics.length > 0 ? curvesOf(metrics, report.loss) : [];
  const sheets = chooseSheets(report.sheets);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)} · training report</title>
<link rel="icon" href="data:,">
${head(curves)}
</head>
<body>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="state">${finished ? 'Finished' : 'Not finished'}</p>
${finished ? '' : '<label class="follow"><input type="checkbox" id="follow"> Load again every 15 s</label>'}
</header>
${notes(report)}
${figureList(keyFigures(metrics, report.steps))}
${body(curves, sheets)}
${settingsSection(report.summary)}
${commandSection(report.command)}
<footer>Made by Kantor. WGAN: <a href="https://arxiv.org/abs/1701.07875">arXiv 1701.07875</a>. WGAN-GP:
<a href="https://arxiv.org/abs/1704.00028">arXiv 1704.00028</a>. Curves drawn with uPlot (MIT).</footer>
</main>
${scripts(curves, sheets, metrics)}
</body>
</html>
`;
}

function head(curves: readonly Curve[]): string {
  const plotStyle = curves.length > 0 ? `<style>${plotLibrary().style}</style>\n` : '';
  return `${plotStyle}<style>${style}</style>`;
}

function notes({ metrics, note }: Report): string {
  const trouble = troubleOf(metrics);
  const parts = [
    ...(note ? [`<p class="note">${escapeHtml(note)}</p>`] : []),
    ...(trouble ? [`<p class="note warning" role="alert">${escapeHtml(trouble)}</p>`] : []),
    ...(metrics.length === 0 ? ['<p class="note">No step is done yet.</p>'] : []),
  ];
  return parts.join('\n');
}

/** Samples and the first curve side by side, the other curves below. */
function body([first, ...others]: readonly Curve[], sheets: readonly Sheet[]): string {
  const hero = [
    ...(sheets.length > 0 ? [sampleCard(sheets)] : []),
    ...(first ? [curveCard(first, 390)] : []),
  ];
  if (hero.length === 0) return '';
  const tools = first ? toolbar(sheets.length > 0) : '';
  const rest = others.map((curve) => curveCard(curve, 210)).join('\n');
  return `${tools}\n<div class="grid hero">${hero.join('\n')}</div>\n<div class="grid">${rest}</div>`;
}

function scripts(
  curves: readonly Curve[],
  sheets: readonly Sheet[],
  metrics: readonly StepMetrics[],
): string {
  const module = (name: 'charts' | 'sheets' | 'page') => `<script type="module">${pageScript(name)}</script>`;
  const charts =
    curves.length > 0
      ? [
          `<script type="application/json" id="report-data">${embedJson(pageData(curves, metrics))}</script>`,
          `<script>${plotLibrary().script}</script>`,
          module('charts'),
        ]
      : [];
  return [...charts, ...(sheets.length > 0 ? [module('sheets')] : []), module('page')].join('\n');
}

function pageData(curves: readonly Curve[], metrics: readonly StepMetrics[]): PageData {
  const steps = metrics.map((step) => step.step);
  const all = curves.flatMap(({ series }) => series);
  const thin = downsample(
    steps,
    all.map(({ values, style }) => ({ values, spikes: style === 'faint' })),
    mostPoints,
  );
  const rest = thin.curves.values();
  const charts = curves.map(({ id, series }) => ({
    id,
    series: series.map((one) => ({ ...one, values: rest.next().value!.map(shorten) })),
  }));
  return { steps: thin.x, charts };
}

function shorten(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
}
