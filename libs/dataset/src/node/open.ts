/** From what a model says about its data to shuffled batches of it. */
import { KantorError } from '@kantor/tensor';
import type { BatchSource } from '../batch-source.js';
import type { DataSpec } from '../data-spec.js';
import { pixelDataset } from '../pixels.js';
import { shuffled } from '../shuffled.js';
import { toySource } from '../toys.js';
import { cacheFolder, type CacheOptions } from './cache.js';
import { readCifar10 } from './cifar-10.js';
import { readFashionMnist } from './fashion-mnist.js';
import { readImageFolder } from './image-folder.js';
import { readMnist } from './mnist.js';
import type { Progress } from './progress.js';

export interface OpenOptions extends Progress {
  /** Where the data lies: needed by `folder` and `cifar-10`, possible for the MNISTs, wrong for the toys. */
  readonly folder?: string | undefined;
  /** Of the order of the samples, or of the points of a toy. */
  readonly seed: number;
  /** Folder of the packs made from slow formats; default as `cacheFolder` says. */
  readonly cache?: string | undefined;
}

type PixelSpec = Extract<DataSpec, { range: unknown }>;

/**
 * Opens a model's data for training. Images are read into memory, one byte a channel.
 * @throws KantorError `dataset/…`: no folder, files or package where they should be, or damaged ones. The message says
 * what to install or which flag to give.
 */
export async function openDataset(data: DataSpec, options: OpenOptions): Promise<BatchSource> {
  const { seed, folder } = options;
  switch (data.kind) {
    case 'eight-gaussians':
    case 'twentyfive-gaussians':
    case 'swiss-roll':
      refuseFolder(data.kind, folder);
      return toySource(data.kind, seed);
    default: {
      const pixels = await readPixels(data, { ...options, cache: options.cache ?? cacheFolder() });
      return shuffled(pixelDataset(data.kind, pixels, data.range), seed);
    }
  }
}

function readPixels(data: PixelSpec, options: OpenOptions & CacheOptions) {
  const { folder } = options;
  switch (data.kind) {
    case 'mnist':
      return readMnist(folder);
    case 'fashion-mnist':
      return readFashionMnist(folder, options);
    case 'cifar-10':
      return readCifar10(folder);
    case 'folder':
      return readImageFolder(requireFlag(folder), data, options);
    default:
      throw unknownKind(data);
  }
}

function refuseFolder(kind: string, folder: string | undefined): void {
  if (folder === undefined) return;
  throw new KantorError(
    'dataset/needless-folder',
    `The points of ${kind} are computed, and the folder ${folder} would not be read. Leave out --data.`,
  );
}

function requireFlag(folder: string | undefined): string {
  if (folder !== undefined) return folder;
  throw new KantorError(
    'dataset/folder',
    'This model trains on a folder of images. Say which with --data=DIR; pictures in the folders in it count too.',
  );
}

function unknownKind(data: never): KantorError {
  const { kind } = data as { kind: unknown };
  return new KantorError(
    'dataset/kind',
    `There is no data of kind '${String(kind)}'. Kinds are mnist, fashion-mnist, cifar-10, folder, ` +
      'eight-gaussians, twentyfive-gaussians and swiss-roll.',
  );
}
