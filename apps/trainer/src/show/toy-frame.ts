/** What stands around a picture of 2-D data: its frame's place, the axes, the legend. */
import type { GridFunction, Place } from '@kantor/image';
import { strokeText, textWidth } from './stroke-text.js';
import { colors, crosses, dots, shade } from './toy-marks.js';

/** The place of the plane on the picture, in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Height of the whole picture. */
  readonly total: number;
}

export function plotArea(size: number, [x0, x1, y0, y1]: GridFunction['extent']): Area {
  const left = Math.round(size * 0.08);
  const top = Math.round(size * 0.065);
  const width = size - left - Math.round(size * 0.025);
  const height = Math.round((width * (y1 - y0)) / (x1 - x0));
  return { left, top, width, height, total: top + height + Math.round(size * 0.055) };
}

/** Ticks and numbers below and to the left. `unit` is a 480th of the picture's width. */
export function axes(extent: GridFunction['extent'], area: Area, place: Place, unit: number): string {
  const height = 8 * unit;
  const parts: string[] = [];
  for (const value of ticks(extent[0], extent[1])) {
    const [x] = place(value, 0);
    const bottom = area.top + area.height;
    parts.push(`<path d="M${x.toFixed(1)} ${bottom}v${4 * unit}"/>`);
    parts.push(strokeText(String(value), { x, y: bottom + 16 * unit, height, anchor: 'middle' }));
  }
  for (const value of ticks(extent[2], extent[3])) {
    const [, y] = place(0, value);
    parts.push(`<path d="M${area.left} ${y.toFixed(1)}h-${4 * unit}"/>`);
    const at = { x: area.left - 8 * unit, y: y + height / 2, height, anchor: 'end' } as const;
    parts.push(strokeText(String(value), at));
  }
  return `<g stroke="${colors.ink}" stroke-width="${unit}">${parts.join('')}</g>`;
}

/** Round numbers inside an interval, about five of them. */
function ticks(from: number, to: number): number[] {
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The marks' names and the critic's scale, above. */
export function legend(area: Area, unit: number): string {
  const height = 8.5 * unit;
  const y = area.top - 9 * unit;
  const mid = y - height * 0.36;
  const text = (word: string, x: number) =>
    `<g stroke="${colors.ink}">${strokeText(word, { x, y, height })}</g>`;
  const parts: string[] = [];
  let x = area.left + 4 * unit;
  const still: Place = (px, py) => [px, py];
  parts.push(
    `<path d="${dots(Float32Array.of(x, mid), still)}" stroke="${colors.real}" stroke-width="${5 * unit}" stroke-linecap="round"/>`,
  );
  parts.push(text('data', x + 8 * unit));
  x += 26 * unit + textWidth('data', height);
  parts.push(
    `<path d="${crosses(Float32Array.of(x, mid), still, 2.8 * unit)}" stroke="${colors.fake}" stroke-width="${1.5 * unit}"/>`,
  );
  parts.push(text('generated', x + 9 * unit));

  const swatch = 9 * unit;
  const high = area.left + area.width - textWidth('high', height);
  const scale = high - 6 * unit - 5 * swatch;
  const low = scale - 6 * unit - textWidth('critic low', height);
  parts.push(text('critic low', low), text('high', high));
  for (let i = 0; i < 5; i++) {
    parts.push(
      `<rect x="${scale + i * swatch}" y="${mid - swatch / 2}" width="${swatch}" height="${swatch}" fill="${shade(i / 4)}" stroke="${colors.frame}" stroke-width="${0.5 * unit}"/>`,
    );
  }
  return parts.join('\n');
}
