/** Reads what our own files say in their metadata; docs/metadata.md is the table. A file may say nothing, but not nonsense. */
import type { Range } from '@kantor/image';
import { formatValue, KantorError, rngAlgorithm, type StaticShape } from '@kantor/tensor';
import type { Distribution } from './model-info.js';

/** What the metadata tell; each is undefined where they are silent. */
export interface Told {
  readonly name: string | undefined;
  readonly size: number | undefined;
  readonly distribution: Distribution | undefined;
  readonly shape: StaticShape | undefined;
  readonly range: Range | undefined;
}

type Metadata = Readonly<Record<string, string>>;

function refuse(key: string, value: string, expected: string): KantorError {
  return new KantorError(
    'sampler/metadata',
    `The file's metadata say ${key} = ${formatValue(value)}; expected ${expected}. Export the model again.`,
  );
}

/** Reads one key with `parse`, which gives undefined for what it does not understand. */
function read<T>(
  metadata: Metadata,
  key: string,
  expected: string,
  parse: (text: string) => T | undefined,
): T | undefined {
  if (!Object.hasOwn(metadata, key)) return undefined;
  const value = parse(metadata[key]);
  if (value === undefined) throw refuse(key, metadata[key], expected);
  return value;
}

function wholeNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function numbers(text: string): readonly number[] | undefined {
  if (text.length > 200) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'number') ? value : undefined;
  } catch {
    return undefined;
  }
}

function shapeOf(text: string): StaticShape | undefined {
  const shape = numbers(text);
  const sound = shape?.every((dim) => Number.isSafeInteger(dim) && dim > 0);
  return sound && shape && shape.length > 0 && shape.length <= 8 ? shape : undefined;
}

function rangeOf(text: string): Range | undefined {
  const [low, high, ...more] = numbers(text) ?? [];
  return low < high && more.length === 0 ? [low, high] : undefined;
}

function oneOf<T extends string>(...words: readonly T[]): (text: string) => T | undefined {
  return (text) => words.find((word) => word === text);
}

/**
 * @throws KantorError `sampler/metadata` for values that mean nothing, and for a file of a later format or of another
 *   generator of random numbers, whose seeds would mean other samples.
 */
export function readMetadata(metadata: Metadata): Told {
  read(metadata, 'kantor.format', "'1', the only format that this version knows", oneOf('1'));
  read(metadata, 'kantor.latent.rng', `'${rngAlgorithm}', which draws the latents here`, oneOf(rngAlgorithm));
  return {
    name: metadata['kantor.model'],
    size: read(metadata, 'kantor.latent.size', 'a whole number', wholeNumber),
    distribution: read(
      metadata,
      'kantor.latent.distribution',
      "'normal' or 'uniform'",
      oneOf('normal', 'uniform'),
    ),
    shape: read(metadata, 'kantor.sample.shape', 'a list of whole numbers, such as [1,28,28]', shapeOf),
    range: read(metadata, 'kantor.value.range', 'two rising numbers, such as [-1,1]', rangeOf),
  };
}
