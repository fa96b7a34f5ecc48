/** Shows a run's progress on a stream: one line redrawn in place on a terminal, plain lines now and then elsewhere. */
import { createEta } from './eta.js';
import type { StepMetrics } from './metrics.js';
import { progressLine } from './progress-line.js';
import { canColor, canUnicode, type Environment } from './terminal.js';

export interface ProgressOptions {
  readonly stream: { write(text: string): unknown };
  readonly isTTY: boolean;
  /** The width of the terminal, asked for again at each redraw since people resize their windows. */
  readonly columns: number | (() => number);
  /** Milliseconds of a steady clock, such as `performance.now`. */
  readonly now: () => number;
  /** What stands in front of the line: the name of the model. */
  readonly title?: string;
  /** Generator steps asked for. */
  readonly steps: number;
  /** The process's environment, for NO_COLOR, TERM and the locale; by default nothing is known. */
  readonly environment?: Environment;
  readonly platform?: NodeJS.Platform;
}

export interface Progress {
  /** To be called after each generator step; draws at most ten times a second. */
  update(metrics: StepMetrics): void;
  /** Prints a line of text above the progress line. */
  message(text: string): void;
  /** Leaves the last state on the stream, then `text`. Later calls print messages only. */
  finish(text?: string): void;
}

/** Between two drawings on a terminal, in ms. */
const redrawInterval = 100;
/** Elsewhere a line is due after this share of the steps, but no sooner than after this many ms … */
const plainShare = 0.05;
const plainSoonest = 1_000;
/** … and in any case after this many ms at first, and later after a growing time, to keep the logs of long runs short. */
const plainLatest = 10_000;
const plainLatestShare = 0.05;
const plainLatestMost = 300_000;

const clearLine = '\r\u001b[2K';

export function createProgress(options: ProgressOptions): Progress {
  return options.isTTY && options.environment?.['TERM'] !== 'dumb'
    ? liveProgress(options)
    : plainProgress(options);
}

function liveProgress(options: ProgressOptions): Progress {
  const { stream, now, steps, title, environment = {}, platform = 'linux' } = options;
  const look = { title, steps, unicode: canUnicode(environment, platform), color: canColor(environment) };
  const eta = createEta(steps);
  let last: StepMetrics | undefined;
  let etaSeconds: number | undefined;
  let drawnAt = -Infinity;
  let finished = false;

  const line = (): string => {
    if (!last) return '';
    const columns = typeof options.columns === 'function' ? options.columns() : options.columns;
    // One column stays free: some terminals wrap as soon as the last one is written.
    return clearLine + progressLine(last, { ...look, etaSeconds, columns: Math.max(1, columns - 1) });
  };

  return {
    update(metrics) {
      if (finished) return;
      const time = now();
      last = metrics;
      etaSeconds = eta(metrics.step, time / 1000);
      if (time - drawnAt < redrawInterval) return;
      drawnAt = time;
      stream.write(line());
    },
    message(text) {
      stream.write(last && !finished ? `${clearLine}${text}\n${line()}` : `${text}\n`);
    },
    finish(text) {
      etaSeconds = undefined;
      if (last && !finished) stream.write(`${line()}\n`);
      finished = true;
      if (text !== undefined) stream.write(`${text}\n`);
    },
  };
}

function plainProgress({ stream, now, steps, title }: ProgressOptions): Progress {
  const eta = createEta(steps);
  const start = now();
  let last: StepMetrics | undefined;
  let written = { step: -1, time: -Infinity };
  let finished = false;

  const write = (metrics: StepMetrics, etaSeconds: number | undefined, time: number): void => {
    stream.write(`${progressLine(metrics, { title, steps, etaSeconds, columns: Infinity, bar: false })}\n`);
    written = { step: metrics.step, time };
  };

  return {
    update(metrics) {
      if (finished) return;
      last = metrics;
      const time = now();
      const left = eta(metrics.step, time / 1000);
      const waited = time - written.time;
      const patience = Math.min(plainLatestMost, Math.max(plainLatest, (time - start) * plainLatestShare));
      const advanced = metrics.step - written.step >= steps * plainShare && waited >= plainSoonest;
      if (advanced || waited >= patience) write(metrics, left, time);
    },
    message(text) {
      stream.write(`${text}\n`);
    },
    finish(text) {
      if (last && !finished && last.step !== written.step) write(last, undefined, now());
      finished = true;
      if (text !== undefined) stream.write(`${text}\n`);
    },
  };
}
