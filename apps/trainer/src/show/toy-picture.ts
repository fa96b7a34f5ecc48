/** What the sheet is to images, for data in the plane: samples over the critic's level sets, as an SVG without fonts. */
import { KantorError } from '@kantor/tensor';
import { levelSets, type GridFunction, type Place } from '@kantor/image';
import { axes, legend, plotArea } from './toy-frame.js';
import { colors, crosses, dots, shade } from './toy-marks.js';

export interface ToyPicture {
  /** Points of the data, [n, 2]. */
  readonly real: Float32Array;
  /** Points that the generator made, [m, 2]. */
  readonly fake: Float32Array;
  /** The critic on a grid; its extent is what the picture shows. */
  readonly critic: GridFunction;
  /** The width of the picture in pixels; the height follows the extent. */
  readonly size: number;
}

const levels = 16;

/**
 * @throws KantorError `trainer/picture` if the critic's values do not fill its grid, or the grid has no extent.
 */
export function toyPicture({ real, fake, critic, size }: ToyPicture): string {
  const { columns, rows, values, extent } = critic;
  if (values.length !== columns * rows || columns < 2 || rows < 2) {
    throw new KantorError(
      'trainer/picture',
      `A grid of ${columns} x ${rows} values was announced, got ${values.length}; both sides must be at least 2.`,
    );
  }
  const [x0, x1, y0, y1] = extent;
  if (!(x1 > x0 && y1 > y0)) {
    throw new KantorError(
      'trainer/picture',
      `The picture's extent [x0, x1, y0, y1] must rise in both; got ${extent.join(', ')}.`,
    );
  }
  const area = plotArea(size, extent);
  const place: Place = (x, y) => [
    area.left + ((x - x0) / (x1 - x0)) * area.width,
    area.top + ((y1 - y) / (y1 - y0)) * area.height,
  ];
  const unit = size / 480;
  const inside = `<rect x="${area.left}" y="${area.top}" width="${area.width}" height="${area.height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${area.total}" viewBox="0 0 ${size} ${area.total}" role="img">`,
    `<title>${real.length / 2} points of the data and ${fake.length / 2} generated points over the critic's level sets</title>`,
    `<rect width="${size}" height="${area.total}" fill="${colors.paper}"/>`,
    `<clipPath id="plane">${inside}/></clipPath>`,
    `<g clip-path="url(#plane)">${inside} fill="${shade(0)}"/>`,
    ...levelSets(critic, levels, place).map(
      ({ path }, index) =>
        `<path d="${path}" fill="${shade((index + 1) / levels)}" stroke="#70707a" stroke-opacity="0.35" stroke-width="${0.6 * unit}"/>`,
    ),
    `<path d="${dots(real, place)}" stroke="${colors.real}" stroke-opacity="0.85" stroke-width="${2.6 * unit}" stroke-linecap="round"/>`,
    `<path d="${crosses(fake, place, 1.7 * unit)}" stroke="${colors.fake}" stroke-opacity="0.8" stroke-width="${0.9 * unit}"/>`,
    `</g>${inside} fill="none" stroke="${colors.frame}" stroke-width="${unit}"/>`,
    axes(extent, area, place, unit),
    legend(area, unit),
    '</svg>',
  ].join('\n');
}
