import type { GridFunction } from '@kantor/image';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { svgToPng } from '../../src/show/svg-to-png.js';
import { toyPicture } from '../../src/show/toy-picture.js';

function grid(f: (x: number, y: number) => number, size = 41): GridFunction {
  const at = (i: number) => -2 + (4 * i) / (size - 1);
  const values = Float32Array.from({ length: size * size }, (_, i) =>
    f(at(i % size), at(Math.floor(i / size))),
  );
  return { values, columns: size, rows: size, extent: [-2, 2, -2, 2] };
}

/** The red, green and blue of a picture of size 480, drawn at twice that, at points of the plane. */
async function painter(svg: string) {
  const { data, info } = await sharp(await svgToPng(svg, 960))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return (x: number, y: number): number[] => {
    // The frame of a picture of this size and extent: 38 px left, 31 px above, a square of 430 px.
    const column = Math.floor(2 * (38 + ((x + 2) / 4) * 430));
    const row = Math.floor(2 * (31 + ((2 - y) / 4) * 430));
    const start = (row * info.width + column) * info.channels;
    return [...data.subarray(start, start + 3)];
  };
}

const nothing = new Float32Array();

describe('the picture of a toy', () => {
  it('has data in blue and samples in orange where they are', async () => {
    const at = await painter(
      toyPicture({
        real: Float32Array.of(1, 1, -1, 0.5),
        fake: Float32Array.of(-1, -1, 1.5, -0.5),
        critic: grid(() => 0),
        size: 480,
      }),
    );
    for (const [red, , blue] of [at(1, 1), at(-1, 0.5)]) expect(blue - red).toBeGreaterThan(60);
    for (const [red, , blue] of [at(-1, -1), at(1.5, -0.5)]) expect(red - blue).toBeGreaterThan(60);
  });

  it('has a bluish ground where the critic is high, a sandy one where it is low', async () => {
    const at = await painter(
      toyPicture({ real: nothing, fake: nothing, critic: grid((x, y) => x + 2 * y), size: 480 }),
    );
    const [highRed, , highBlue] = at(1.6, 1.8);
    const [lowRed, , lowBlue] = at(-1.6, -1.8);
    expect(highBlue - highRed).toBeGreaterThan(20);
    expect(lowRed - lowBlue).toBeGreaterThan(20);
    expect(at(-1.6, 1.8)).not.toEqual(at(1.6, -1.8));
  });

  it('has no text, so that it is the same on a machine without fonts', () => {
    const svg = toyPicture({ real: nothing, fake: nothing, critic: grid((x) => x), size: 480 });
    expect(svg).not.toMatch(/<text|font-family/);
    expect(svg).toContain('<title>');
  });

  it('leaves out points that are nowhere, and draws nothing past its frame', async () => {
    const svg = toyPicture({
      real: Float32Array.of(NaN, 0, 0, Infinity),
      fake: Float32Array.of(-2.2, 0),
      critic: grid(() => 0),
      size: 480,
    });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect((await painter(svg))(-2.2, 0)).toEqual([255, 255, 255]);
  });

  it('keeps the shape of its extent', async () => {
    const critic: GridFunction = { ...grid((x) => x), extent: [-2, 2, -1, 1] };
    const svg = toyPicture({ real: nothing, fake: nothing, critic, size: 480 });
    const { width, height } = await sharp(await svgToPng(svg, 960)).metadata();
    expect([width, height]).toEqual([960, 544]);
  });

  it('refuses a grid that is not full or has no extent', () => {
    const critic = grid((x) => x);
    const refusal = expect.objectContaining({ code: 'trainer/picture' });
    const draw = (change: Partial<GridFunction>) => () =>
      toyPicture({ real: nothing, fake: nothing, critic: { ...critic, ...change }, size: 480 });
    expect(draw({ columns: 40 })).toThrow(refusal);
    expect(draw({ extent: [1, 1, 0, 1] })).toThrow(refusal);
  });
});

describe('from SVG to PNG', () => {
  it('has the width asked for', async () => {
    const svg = toyPicture({ real: nothing, fake: nothing, critic: grid((x) => x), size: 480 });
    const { format, width } = await sharp(await svgToPng(svg, 333)).metadata();
    expect([format, width]).toEqual(['png', 333]);
  });

  it('refuses what is no SVG', async () => {
    await expect(svgToPng('not a picture', 10)).rejects.toMatchObject({ code: 'trainer/picture' });
  });
});
