/** Draws the report's curves, in the browser: one cursor and one range for all, a log scale, light and dark. */

/** @typedef {import('./data.js').ChartData} ChartData */
/** @typedef {import('./data.js').SeriesData} SeriesData */

/** @type {unknown} */
const parsed = JSON.parse(document.getElementById('report-data')?.textContent ?? '');
const data = /** @type {import('./data.js').PageData} */ (parsed);
const dark = matchMedia('(prefers-color-scheme: dark)');
const logButton = /** @type {HTMLButtonElement} */ (document.getElementById('log-scale'));
const rangeButtons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('[data-range]'));
const first = data.steps[0];
const newest = data.steps[data.steps.length - 1];
// A range has a length, also of a run with one step.
const last = Math.max(newest, first + 1);

/** @type {uPlot[]} */
let plots = [];
/** @type {number | undefined} the step whose samples are shown */
let shownStep;
let range = { min: first, max: last };

/** @param {string} name of a CSS variable */
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @param {number | null | undefined} value */
function measure(value) {
  if (value == null) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return value.toLocaleString(
    'en-US',
    size >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
  );
}

/** @param {number} value */
const tick = (value) =>
  value !== 0 && Math.abs(value) < 1e-3
    ? value.toExponential()
    : value.toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 4 });

/** @param {SeriesData} series @returns {uPlot.Series} */
function seriesOptions({ label, tone, style }) {
  const stroke = color(`tone-${tone}`);
  return {
    label,
    stroke: style === 'faint' ? `${stroke}59` : stroke,
    width: style === 'strong' ? 2 : 1,
    points: { show: data.steps.length < 2 },
    value: (plot, value, index, at) =>
      measure(at == null ? Array.from(plot.data[index]).findLast((one) => one != null) : value),
    ...(style === 'target' ? { dash: [6, 5] } : {}),
  };
}

/** @returns {uPlot.Axis} */
const axis = () => ({
  stroke: color('muted'),
  font: '12px system-ui, sans-serif',
  grid: { stroke: color('line'), width: 1 },
  ticks: { stroke: color('line'), width: 1, size: 5 },
  values: (_, values) => values.map((value) => (value == null ? '' : tick(value))),
});

/** Marks the step whose samples are shown. @param {uPlot} plot */
function drawMarker({ ctx, bbox, valToPos, scales }) {
  if (shownStep === undefined || !(shownStep >= (scales.x.min ?? 0) && shownStep <= (scales.x.max ?? 0)))
    return;
  const x = Math.round(valToPos(shownStep, 'x', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = color('ink');
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/** The y scale: plain, or logarithmic, and around zero linear where a curve has values on both sides of it.
 * @param {ChartData} chart @returns {uPlot.Scale} */
function yScale({ series }) {
  if (logButton.ariaPressed !== 'true') return {};
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  if (values.every((value) => value > 0))
    return { distr: 3, range: (_, low, high) => [low / 1.1, high * 1.1] };
  return { distr: 4, asinh: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 100 || 1 };
}

/** Round numbers for a logarithmic axis: powers of ten if there are many, else their 1, 2 and 5, else even steps.
 * @param {number} low @param {number} high */
function logTicks(low, high) {
  const powers = Array.from({ length: 40 }, (_, i) => 10 ** (i - 20));
  for (const factors of [[1], [1, 2, 5]]) {
    const ticks = powers.flatMap((power) => factors.map((factor) => factor * power));
    const inside = ticks.filter((value) => value >= low && value <= high);
    if (inside.length >= 4) return inside;
  }
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const start = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - start + 1 }, (_, i) => (start + i) * step);
}

/** A logarithmic scale is the one with a range of its own. @param {uPlot.Scale} scale @returns {uPlot.Axis} */
const yAxis = (scale) => ({
  ...axis(),
  size: 56,
  ...(scale.range !== undefined
    ? { splits: (_, __, low, high) => logTicks(low, high), filter: (_, ticks) => ticks }
    : {}),
});

/** @param {ChartData} chart @param {HTMLElement} host @returns {uPlot} */
function draw(chart, host) {
  const scale = yScale(chart);
  /** @type {uPlot.Options} */
  const options = {
    width: host.clientWidth,
    height: Number(host.dataset['height']),
    padding: [12, 14, 0, 0],
    cursor: {
      sync: { key: 'report', setSeries: false },
      drag: { x: true, y: false, dist: 5 },
      y: false,
      points: { size: 7 },
    },
    scales: { x: { time: false }, y: scale },
    axes: [{ ...axis(), space: 70, size: 34 }, yAxis(scale)],
    series: [
      { label: 'Step', value: (_, value) => (value ?? newest).toLocaleString('en-US') },
      ...chart.series.map(seriesOptions),
    ],
    hooks: { draw: [drawMarker], setScale: [follow], ready: [pickOnClick] },
  };
  return new uPlot(options, [[...data.steps], ...chart.series.map((series) => [...series.values])], host);
}

/** A click without a drag asks for the samples of that step. @param {uPlot} plot */
function pickOnClick(plot) {
  let downAt = 0;
  plot.over.addEventListener('mousedown', (event) => (downAt = event.clientX));
  plot.over.addEventListener('click', (event) => {
    if (Math.abs(event.clientX - downAt) > 4) return;
    const step = plot.posToVal(plot.cursor.left ?? 0, 'x');
    document.dispatchEvent(new CustomEvent('report:pick', { detail: step }));
  });
}

/** Whatever chart changes its range of steps, all do. @param {uPlot} plot @param {string} scale */
function follow(plot, scale) {
  const { min, max } = plot.scales['x'];
  if (scale !== 'x' || following || min == null || max == null) return;
  setRange(min, max);
}

let following = false;

/** @param {number} min @param {number} max */
function setRange(min, max) {
  range = { min, max };
  following = true;
  plots.forEach((plot) => plot.batch(() => plot.setScale('x', range)));
  following = false;
  for (const button of rangeButtons) button.ariaPressed = String(startOf(button) === min && max === last);
}

/** The first step of the range that a button stands for: a share of the run, counted from its end.
 * @param {HTMLButtonElement} button */
const startOf = (button) => last - (last - first) * Number(button.dataset['range']);

function redrawAll() {
  const { min, max } = range;
  plots.forEach((plot) => plot.destroy());
  plots = data.charts.flatMap((chart) => {
    const host = document.getElementById(`chart-${chart.id}`);
    return host ? [draw(chart, host)] : [];
  });
  setRange(min, max);
}

for (const button of rangeButtons) button.addEventListener('click', () => setRange(startOf(button), last));
logButton.addEventListener('click', () => {
  logButton.ariaPressed = String(logButton.ariaPressed !== 'true');
  redrawAll();
});
dark.addEventListener('change', redrawAll);
document.addEventListener('report:shown', (event) => {
  shownStep = /** @type {CustomEvent<number>} */ (event).detail;
  plots.forEach((plot) => plot.redraw(false));
});
new ResizeObserver(() => {
  for (const plot of plots) {
    const width = plot.root.parentElement?.clientWidth;
    if (width && width !== plot.width) plot.setSize({ width, height: plot.height });
  }
}).observe(document.body);
redrawAll();
