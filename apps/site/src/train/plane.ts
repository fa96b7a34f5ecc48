/** Draws a toy: points of the data and of the generator over the critic's level sets. */
import { fitCanvas } from '../page/canvas.js';
import { shade, type Palette } from '../page/palette.js';
import { extent, side, type Frame } from './frame.js';

const [x0, x1, y0, y1] = extent;

/** Places on the canvas of points [n, 2]; those that are nowhere are left out. */
function places(points: Float32Array, width: number): (readonly [number, number])[] {
  const all = Array.from({ length: points.length / 2 }, (_, i) => {
    const x = ((points[2 * i] - x0) / (x1 - x0)) * width;
    const y = ((y1 - points[2 * i + 1]) / (y1 - y0)) * width;
    return [x, y] as const;
  });
  return all.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
}

function drawLevels(
  context: CanvasRenderingContext2D,
  width: number,
  levels: readonly string[],
  palette: Palette,
): void {
  context.save();
  context.scale(width / side, width / side);
  context.strokeStyle = palette.contour;
  context.lineWidth = side / width;
  levels.forEach((level, i) => {
    const region = new Path2D(level);
    context.fillStyle = shade(palette, (i + 1) / levels.length);
    context.fill(region);
    context.stroke(region);
  });
  context.restore();
}

/** @param frame undefined before there is a critic. */
export function drawPlane(
  canvas: HTMLCanvasElement,
  real: Float32Array,
  frame: Pick<Frame, 'samples' | 'levels'> | undefined,
  palette: Palette,
): void {
  const { context, width } = fitCanvas(canvas);
  context.fillStyle = shade(palette, frame && frame.levels.length > 0 ? 0 : 0.5);
  context.fillRect(0, 0, width, width);
  if (frame) drawLevels(context, width, frame.levels, palette);

  const dot = Math.max(1.2, width / 320);
  context.fillStyle = palette.data;
  for (const [x, y] of places(real, width)) {
    context.beginPath();
    context.arc(x, y, dot, 0, 2 * Math.PI);
    context.fill();
  }
  if (!frame) return;
  const reach = dot * 1.5;
  context.strokeStyle = palette.made;
  context.lineWidth = Math.max(1, dot * 0.8);
  context.beginPath();
  for (const [x, y] of places(frame.samples, width)) {
    context.moveTo(x - reach, y - reach);
    context.lineTo(x + reach, y + reach);
    context.moveTo(x - reach, y + reach);
    context.lineTo(x + reach, y - reach);
  }
  context.stroke();
}
