import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openDataset, readImageFolder } from '../src/node.js';
import { blue, green, plain, red, row, save } from './pictures.js';
import { temporaryFolder } from './temporary.js';

/** The distinct bytes of each plane of image `index`. */
function planes({ shape, bytes }: Awaited<ReturnType<typeof readImageFolder>>, index: number): number[][] {
  const [, channels, height, width] = shape;
  return Array.from({ length: channels }, (_, c) => {
    const start = (index * channels + c) * height * width;
    return [...new Set(bytes.subarray(start, start + height * width))];
  });
}

/** Reads a folder with a cache of its own. */
async function read(folder: string, size: number, channels: 1 | 3, onWarning?: (message: string) => void) {
  return readImageFolder(folder, { size, channels }, { cache: await temporaryFolder(), onWarning });
}

describe('a folder of images', () => {
  it('takes the square at the centre, separates the planes, and enlarges what is too small', async () => {
    const folder = await temporaryFolder();
    await save(folder, 'wide.png', row(red, green, blue));
    await save(folder, 'tall.png', row(red, blue, green).rotate(90));
    await save(folder, 'tiny.png', plain(3, 3, { r: 10, g: 20, b: 30 }));
    const pixels = await read(folder, 20, 3);
    expect(pixels.shape).toEqual([3, 3, 20, 20]);
    expect(planes(pixels, 0)).toEqual([[0], [0], [255]]); // tall
    expect(planes(pixels, 1)).toEqual([[10], [20], [30]]); // tiny
    expect(planes(pixels, 2)).toEqual([[0], [255], [0]]); // wide
  });

  it('shrinks what is too large', async () => {
    const folder = await temporaryFolder();
    await save(folder, 'a.png', row(red, green, blue, red));
    const { bytes } = await read(folder, 8, 3); // the square at the centre: half green, half blue
    const line = (channel: number) => [...bytes.subarray(64 * channel, 64 * channel + 8)];
    expect(line(0).slice(1, 7)).toEqual([0, 0, 0, 0, 0, 0]); // at the edge a little red is mixed in
    expect(Math.min(...line(1).slice(1, 3))).toBeGreaterThan(250);
    expect(Math.min(...line(2).slice(5, 7))).toBeGreaterThan(250);
  });

  it('keeps rows from the top and pixels from the left', async () => {
    const folder = await temporaryFolder();
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    await save(
      folder,
      'a.png',
      sharp(data, { raw: { width: 3, height: 3, channels: 1 } }).toColourspace('b-w'),
    );
    expect([...(await read(folder, 3, 1)).bytes]).toEqual([...data]);
  });

  it('reads PNG, JPEG, WebP, GIF and TIFF, at any depth, in the folders below too, in the order of paths', async () => {
    const folder = await temporaryFolder();
    const level = (value: number) => plain(8, 8, { r: value, g: value, b: value });
    await save(folder, 'a.gif', level(10));
    await save(folder, 'b/c/d.jpeg', level(20));
    await save(folder, 'b/e.webp', level(30));
    await save(folder, 'f.tiff', level(40));
    await save(folder, 'g.png', level(50).toColourspace('rgb16'));
    await save(folder, '.hidden/h.png', level(60));
    await writeFile(join(folder, 'notes.txt'), 'no picture');
    const pixels = await read(folder, 8, 1);
    const levels = [0, 1, 2, 3, 4].map((i) => planes(pixels, i)[0]);
    expect(pixels.shape).toEqual([5, 1, 8, 8]);
    [10, 20, 30, 40, 50].forEach((expected, i) => {
      for (const found of levels[i]) expect(Math.abs(found - expected)).toBeLessThanOrEqual(1); // lossy formats
    });
  });

  it('gives grey pictures three equal planes, lays transparent ones on white, turns them upright', async () => {
    const folder = await temporaryFolder();
    await save(folder, 'clear.png', plain(8, 8, { r: 90, g: 0, b: 0, alpha: 0 }));
    await save(folder, 'grey.png', plain(8, 8, { r: 77, g: 77, b: 77 }).toColourspace('b-w'));
    // Stored with the blue square left of the centre; orientation 3 says: turn by 180 degrees.
    await save(folder, 'turned.png', row(blue, red).withMetadata({ orientation: 3 }));
    const pixels = await read(folder, 8, 3);
    expect(planes(pixels, 0)).toEqual([[255], [255], [255]]);
    expect(planes(pixels, 1)).toEqual([[77], [77], [77]]);
    const topRow = (channel: number) => pixels.bytes.subarray((6 + channel) * 64, (6 + channel) * 64 + 8);
    expect([topRow(0)[0], topRow(2)[0]]).toEqual([255, 0]);
    expect([topRow(0)[7], topRow(2)[7]]).toEqual([0, 255]);
  });

  it('follows links, but not in circles', async () => {
    const folder = await temporaryFolder();
    const elsewhere = await temporaryFolder();
    await save(elsewhere, 'a.png', plain(4, 4, red));
    await mkdir(join(folder, 'sub'));
    await symlink(elsewhere, join(folder, 'linked'));
    await symlink(folder, join(folder, 'sub', 'circle'));
    await symlink(join(elsewhere, 'a.png'), join(folder, 'file.png'));
    await symlink(join(elsewhere, 'gone.png'), join(folder, 'gone.png'));
    expect((await read(folder, 4, 3)).shape[0]).toBe(2);
  });

  it('leaves out what cannot be read, with a warning that names it', async () => {
    const folder = await temporaryFolder();
    await save(folder, 'b.png', plain(4, 4, green));
    await save(folder, 'd.png', plain(4, 4, blue));
    await writeFile(join(folder, 'a.jpg'), 'no picture');
    await writeFile(join(folder, 'c.bmp'), 'no picture');
    const warnings: string[] = [];
    const pixels = await read(folder, 4, 3, (message) => warnings.push(message));
    expect(planes(pixels, 0)).toEqual([[0], [255], [0]]);
    expect(planes(pixels, 1)).toEqual([[0], [0], [255]]);
    expect(pixels.bytes.length).toBe(2 * 3 * 16);
    expect(warnings.map((message) => message.slice(0, 17)).sort()).toEqual([
      'a.jpg is left out',
      'c.bmp is left out',
    ]);
  });

  it('needs one picture at least', async () => {
    const folder = await temporaryFolder();
    await expect(read(folder, 4, 3)).rejects.toThrow(/hold no pictures/);
    await writeFile(join(folder, 'a.jpg'), 'no picture');
    await expect(read(folder, 4, 3)).rejects.toMatchObject({
      code: 'dataset/no-images',
      message: expect.stringMatching(/None of the 1 pictures.*a\.jpg: /),
    });
    const open = () => openDataset({ kind: 'folder', size: 4, channels: 3, range: [-1, 1] }, { seed: 0 });
    await expect(open()).rejects.toThrow(/Say which with --data=DIR/);
  });
});
