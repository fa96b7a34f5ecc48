/** The Wasserstein estimate over the steps as a chart, with a line where a setting was changed. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Palette } from '../page/palette.js';
import type { Curve } from './curve.js';

/** Something that was changed at a step. */
export interface Mark {
  readonly step: number;
  readonly text: string;
}

export interface Chart {
  draw(curve: Curve, marks: readonly Mark[]): void;
  recolor(palette: Palette): void;
}

const font = '12px system-ui, sans-serif';

function drawMarks({ ctx, bbox, valToPos }: uPlot, marks: readonly Mark[], { muted }: Palette): void {
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  ctx.strokeStyle = muted;
  ctx.fillStyle = muted;
  ctx.lineWidth = scale;
  ctx.setLineDash([4 * scale, 4 * scale]);
  marks.forEach(({ step, text }, i) => {
    const x = valToPos(step, 'x', true);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const right = x > bbox.left + bbox.width * 0.8;
    ctx.textAlign = right ? 'right' : 'left';
    ctx.fillText(text, x + (right ? -5 : 5) * scale, bbox.top + (12 + 14 * (i % 3)) * scale);
  });
  ctx.restore();
}

export function createChart(target: HTMLElement, first: Palette): Chart {
  let palette = first;
  let marks: readonly Mark[] = [];
  let plot = create([[], []]);

  function create(data: uPlot.AlignedData): uPlot {
    const axis = {
      stroke: palette.muted,
      grid: { stroke: palette.line, width: 1 },
      ticks: { show: false },
      font,
    };
    return new uPlot(
      {
        width: target.clientWidth,
        height: 210,
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 8, 0, 0],
        scales: { x: { time: false }, y: { range: { min: { soft: 0, mode: 1 }, max: { pad: 0.1 } } } },
        axes: [
          { ...axis, size: 28, label: 'Steps', labelFont: font, labelSize: 18, labelGap: 0 },
          { ...axis, size: 44 },
        ],
        series: [{}, { stroke: palette.accent, width: 2, points: { show: false } }],
        hooks: { draw: [(self) => drawMarks(self, marks, palette)] },
      },
      data,
      target,
    );
  }

  new ResizeObserver(() => plot.setSize({ width: target.clientWidth, height: plot.height })).observe(target);
  return {
    draw(curve, now) {
      marks = now;
      plot.setData([[...curve.x], [...curve.y]]);
    },
    recolor(next) {
      palette = next;
      const { data } = plot;
      plot.destroy();
      plot = create(data);
    },
  };
}
