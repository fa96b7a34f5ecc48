/**
 * The precision in which a file stores its weights. A file has one: asking for another chooses between files, or is
 * refused. What a sampler computes with, takes and gives is float32 whatever the file stores.
 */
import { formatValue, KantorError } from '@kantor/tensor';

/** `float16` is half the download; samples differ from those of `float32` by what the weights were rounded. */
export type WeightDType = 'float32' | 'float16';

/** The same generator in several files, by precision. */
export type ByDType<Source> = Readonly<Partial<Record<WeightDType, Source>>>;

const dtypes: readonly WeightDType[] = ['float16', 'float32']; // smallest first

/** `float16`, where a list of precisions is shown. */
const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(' and ');

function isByDType<Source>(source: Source | ByDType<Source>): source is ByDType<Source> {
  return typeof source === 'object' && source !== null && dtypes.some((dtype) => dtype in source);
}

/**
 * The file to read: of several the one that is asked for, and for `auto` the smallest; of one, that one.
 * @returns with the precision that the file must then have; undefined for any.
 * @throws KantorError `sampler/dtype` for a word that is no precision, or one of which there is no file.
 */
export function chooseSource<Source>(
  source: Source | ByDType<Source>,
  wanted: WeightDType | 'auto' = 'auto',
): { readonly source: Source; readonly dtype: WeightDType | undefined } {
  if (wanted !== 'auto' && !dtypes.includes(wanted)) {
    throw new KantorError(
      'sampler/dtype',
      `The dtype is ${formatValue(wanted)}; expected 'auto', 'float32' or 'float16'.`,
    );
  }
  const only = wanted === 'auto' ? undefined : wanted;
  if (!isByDType(source)) return { source, dtype: only };
  const there = dtypes.filter((dtype) => source[dtype] !== undefined);
  const dtype = only ?? there[0];
  const chosen = source[dtype];
  if (chosen !== undefined) return { source: chosen, dtype };
  throw new KantorError(
    'sampler/dtype',
    `There is no file of '${dtype}' weights; there is one of ${quoted(there) || 'none'}.`,
  );
}

/**
 * The precision of a file's weights, by what most of its bytes are: `float32` and `float16`, or ONNX's name of another,
 * such as `int8`. Whole numbers of 64 bits are shapes, and no weights.
 */
export function dtypeOf(stored: Readonly<Record<string, number>>): string {
  const [most] = Object.entries(stored)
    .filter(([type]) => type !== 'int64' && type !== 'bool')
    .sort(([, a], [, b]) => b - a);
  return most === undefined || most[0] === 'float' ? 'float32' : most[0];
}

/** @throws KantorError `sampler/dtype` if the file has another precision. */
export function requireDType(has: string, wanted: WeightDType | 'auto' = 'auto'): void {
  if (wanted === 'auto' || has === wanted) return;
  throw new KantorError(
    'sampler/dtype',
    `The weights of this file are ${has}, and ${wanted} was asked for. A file has one precision: leave \`dtype\` out, or ` +
      `load another file, such as \`npx nx run export:onnx --dtype=${wanted}\` writes.`,
  );
}
