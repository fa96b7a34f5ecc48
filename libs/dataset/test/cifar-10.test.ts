import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCifar } from '../src/index.js';
import { openDataset, readCifar10 } from '../src/node.js';
import { temporaryFolder } from './temporary.js';

/** A record whose planes are filled with one level each. */
function record(label: number, red: number, green: number, blue: number): Uint8Array {
  return Uint8Array.from([
    label,
    ...[red, green, blue].flatMap((level) => new Array<number>(1024).fill(level)),
  ]);
}

/** Five files with two records each; image i has planes i, i + 100 and i + 200. */
async function writeBatches(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let file = 0; file < 5; file++) {
    const records = [2 * file, 2 * file + 1].map((i) => record(i, i, i + 100, i + 200));
    await writeFile(join(folder, `data_batch_${file + 1}.bin`), Buffer.concat(records));
  }
}

describe('CIFAR-10', () => {
  it('reads the images of all five files, planes in order, labels left out', async () => {
    const folder = await temporaryFolder();
    await writeBatches(folder);
    const { shape, bytes } = await readCifar10(folder);
    expect(shape).toEqual([10, 3, 32, 32]);
    for (let i = 0; i < 10; i++) {
      const planes = [0, 1, 2].map(
        (c) => new Set(bytes.subarray((3 * i + c) * 1024, (3 * i + c + 1) * 1024)),
      );
      expect(planes).toEqual([new Set([i]), new Set([i + 100]), new Set([i + 200])]);
    }
  });

  it('finds the folder that the archive unpacks to', async () => {
    const folder = await temporaryFolder();
    await writeBatches(join(folder, 'cifar-10-batches-bin'));
    const source = await openDataset({ kind: 'cifar-10', range: [-1, 1] }, { seed: 0, folder });
    expect(source.sampleShape).toEqual([3, 32, 32]);
    expect(source.batch(0, 4).shape).toEqual([4, 3, 32, 32]);
  });

  it('says where to get it', async () => {
    const where = /Fetch https:\/\/www\.cs\.toronto\.edu\/~kriz\/cifar-10-binary\.tar\.gz.*--data=DIR/;
    await expect(readCifar10()).rejects.toThrow(where);
    const folder = await temporaryFolder();
    await expect(readCifar10(folder)).rejects.toThrow(where);
    await writeFile(join(folder, 'data_batch_1.bin'), record(0, 1, 2, 3));
    await expect(readCifar10(folder)).rejects.toMatchObject({ code: 'dataset/missing-files' });
  });

  it('refuses pieces of records and labels that are not of CIFAR-10', () => {
    const bytes = record(3, 1, 2, 3);
    expect(() => parseCifar([{ name: 'f', bytes: bytes.subarray(1) }])).toThrow(
      /f has 3072 bytes; expected records/,
    );
    expect(() => parseCifar([{ name: 'f', bytes: new Uint8Array() }])).toThrow(/f has 0 bytes/);
    const wrong = Buffer.concat([bytes, record(10, 1, 2, 3)]);
    expect(() => parseCifar([{ name: 'f', bytes: wrong }])).toThrow(/f has label 10 at byte 3073/);
  });
});
