/** Labels of a call, and how a model is told them. */
import { allocate, formatValue, KantorError, type HostTensor } from '@kantor/tensor';
import type { ModelInfo } from './model-info.js';
import type { LabelPort } from './ports.js';

/** The class of all samples, or of each. */
export type Labels = number | readonly number[];

/** The labels one after the other; undefined for what is no number and no list. */
function listOf(labels: Labels): readonly number[] | undefined {
  if (typeof labels === 'number') return [labels];
  return Array.isArray(labels) || ArrayBuffer.isView(labels) ? Array.from(labels) : undefined;
}

function refuse(message: string): KantorError {
  return new KantorError('sampler/labels', message);
}

/**
 * One class for each of `count` samples; undefined if the model takes none.
 * @throws KantorError `sampler/labels` if labels are missing, not wanted, of another number or no classes.
 */
export function requireLabels(
  labels: Labels | undefined,
  count: number,
  { labels: wanted }: ModelInfo,
): ((sample: number) => number) | undefined {
  if (!wanted) {
    if (labels === undefined) return undefined;
    throw refuse('This model takes no labels: its file has one input. Leave `labels` out.');
  }
  const { classes } = wanted;
  const expected = `a whole number from 0 ${classes === undefined ? 'up' : `to ${classes - 1}`}`;
  if (labels === undefined) {
    throw refuse(`This model wants to be told classes: give \`labels\`, ${expected} or a list of them.`);
  }
  const list = listOf(labels);
  if (!list) throw refuse(`The labels are ${formatValue(labels)}; expected ${expected} or a list of them.`);
  if (typeof labels !== 'number' && list.length !== count) {
    throw refuse(
      `There are ${list.length} labels for ${count} samples; give one for each, or one number for all.`,
    );
  }
  const wrong = list.findIndex(
    (label) => !(Number.isInteger(label) && label >= 0 && label < (classes ?? 2 ** 31)),
  );
  if (wrong >= 0) throw refuse(`A label is ${formatValue(list[wrong])}; expected ${expected}.`);
  return typeof labels === 'number' ? () => labels : (sample) => list[sample];
}

/** Classes as the model takes them: [N], [N, 1], or [N, K] with a 1 at the class; rows past the classes are class 0. */
export function encodeLabels(
  { dtype, shape }: LabelPort,
  classes: readonly number[],
  rows: number,
): HostTensor {
  const [columns = 1] = shape;
  const data = allocate(dtype, rows * columns);
  for (let row = 0; row < rows; row++) {
    const label = classes[row] ?? 0;
    if (data instanceof Float32Array) data[row * columns + label] = 1;
    else if (data instanceof BigInt64Array) data[row] = BigInt(label);
    else data[row] = label;
  }
  return { dtype, shape: [rows, ...shape], data };
}
