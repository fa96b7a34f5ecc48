/** What one sees of a training: the plane, the curve and the figures. */
import { find, nextPaint } from '../page/dom.js';
import { onSchemeChange, readPalette } from '../page/palette.js';
import { createChart, type Mark } from './chart.js';
import { createCurve } from './curve.js';
import { createFigures } from './figures.js';
import type { Frame } from './frame.js';
import { drawPlane } from './plane.js';
import type { Stretch } from './worker.js';

export interface View {
  /** Shows the data alone. */
  clear(real: Float32Array): void;
  /** How much to train from one picture to the next. */
  stretch(): Stretch;
  /** Resolves when the frame is painted. */
  show(frame: Frame): Promise<void>;
  /** Marks the step that was shown last as one at which something was changed. */
  mark(text: string): void;
}

/** Milliseconds from one picture to the next, at least, where less motion is asked for. */
const calm = 500;

export function createView(): View {
  const canvas = find('plane', HTMLCanvasElement);
  const placeholder = find('chart-empty', HTMLElement);
  const less = matchMedia('(prefers-reduced-motion: reduce)');
  const figures = createFigures();
  let palette = readPalette();
  const chart = createChart(find('chart', HTMLElement), palette);
  let curve = createCurve();
  let marks: readonly Mark[] = [];
  let real: Float32Array = new Float32Array();
  let last: Frame | undefined;

  function draw(): void {
    drawPlane(canvas, real, last, palette);
    const what = last ? `Step ${last.step}: data and samples over the critic’s level sets` : 'The data';
    canvas.setAttribute('aria-label', what);
  }
  new ResizeObserver(draw).observe(canvas);
  onSchemeChange(() => {
    palette = readPalette();
    chart.recolor(palette);
    draw();
  });

  return {
    stretch: () => (less.matches ? { least: calm } : {}),
    clear(points) {
      [real, last, curve, marks] = [points, undefined, createCurve(), []];
      placeholder.hidden = false;
      figures.clear();
      chart.draw(curve, marks);
      draw();
    },
    async show(frame) {
      last = frame;
      const first = frame.step - frame.wasserstein.length + 1;
      frame.wasserstein.forEach((value, i) => curve.add(first + i, value));
      await nextPaint();
      placeholder.hidden = curve.x.length > 0;
      figures.show(frame);
      chart.draw(curve, marks);
      draw();
    },
    mark(text) {
      if (last) marks = [...marks, { step: last.step, text }];
      chart.draw(curve, marks);
    },
  };
}
