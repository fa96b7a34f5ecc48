/** One line that says where a training run stands. It is text only: who prints it, and when, is elsewhere. */
import { formatCount, formatDuration, formatMeasure } from './format.js';
import type { StepMetrics } from './metrics.js';

export interface ProgressLineOptions {
  /** What stands in front: the name of the model. */
  readonly title?: string | undefined;
  /** Generator steps asked for. */
  readonly steps: number;
  /** Seconds until the last step, if known. */
  readonly etaSeconds?: number | undefined;
  /** The characters that the line may take. */
  readonly columns: number;
  /** Block characters for the bar; `#` and `.` otherwise (the default). */
  readonly unicode?: boolean;
  /** A coloured bar and a dimmed rest, with ANSI codes that take no columns. */
  readonly color?: boolean;
  /** False leaves the bar out, for logs. */
  readonly bar?: boolean;
}

const widestBar = 24;
const narrowestBar = 6;
const gap = '  ';

/**
 * For example `mnist-wgan-gp  ██████░░░░  812/2,000  W 3.41  penalty 0.12  5,210 img/s  1m 32s left`.
 * A narrow terminal loses the bar's length first, then the least telling parts; the step always stays.
 */
export function progressLine(metrics: StepMetrics, options: ProgressLineOptions): string {
  const parts = fit(measures(metrics, options), options.columns);
  const length = width(parts);
  const room = Math.min(widestBar, options.columns - length - gap.length);
  const texts = parts.map((part) =>
    options.color && part.dim ? `\u001b[2m${part.text}\u001b[22m` : part.text,
  );
  if (options.bar !== false && room >= narrowestBar) {
    const title = parts[0].name === 'title' ? 1 : 0;
    texts.splice(title, 0, drawBar(metrics.step / options.steps, room, options));
  }
  return texts.join(gap);
}

interface Part {
  readonly name: string;
  readonly text: string;
  /** The part with the highest number goes first when there is no room. */
  readonly expendable: number;
  readonly dim?: boolean;
}

function measures(metrics: StepMetrics, { title, steps, etaSeconds, columns }: ProgressLineOptions): Part[] {
  const parts: Part[] = [];
  const add = (name: string, expendable: number, text: string, dim = false) =>
    parts.push({ name, text, expendable, dim });
  if (title) add('title', 4, title);
  add('step', 0, `${formatCount(metrics.step)}/${formatCount(steps)}`.slice(0, columns));
  if (metrics.wasserstein !== undefined) add('wasserstein', 1, `W ${formatMeasure(metrics.wasserstein)}`);
  if (metrics.divergence !== undefined) add('divergence', 1, `JS ${formatMeasure(metrics.divergence)}`);
  if (metrics.penalty !== undefined) add('penalty', 5, `penalty ${formatMeasure(metrics.penalty)}`, true);
  add('speed', 3, `${formatCount(metrics.imagesPerSecond)} img/s`, true);
  if (etaSeconds !== undefined) add('left', 2, `${formatDuration(etaSeconds)} left`, true);
  return parts;
}

function fit(all: readonly Part[], columns: number): Part[] {
  const parts = [...all];
  while (parts.length > 1 && width(parts) > columns) {
    const most = Math.max(...parts.map((part) => part.expendable));
    parts.splice(
      parts.findIndex((part) => part.expendable === most),
      1,
    );
  }
  return parts;
}

function width(parts: readonly Part[]): number {
  const letters = parts.reduce((sum, part) => sum + [...part.text].length, 0);
  return letters + gap.length * (parts.length - 1);
}

/** `share` of `cells` characters filled; with block characters, to an eighth of a character. */
function drawBar(share: number, cells: number, { unicode, color }: ProgressLineOptions): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * cells * 8);
  const full = eighths >> 3;
  const tip = unicode && eighths % 8 > 0 ? ' ▏▎▍▌▋▊▉'[eighths % 8] : '';
  const done = (unicode ? '█' : '#').repeat(full) + tip;
  const rest = (unicode ? '░' : '.').repeat(cells - full - tip.length);
  return color ? `\u001b[36m${done}\u001b[39m\u001b[2m${rest}\u001b[22m` : done + rest;
}
