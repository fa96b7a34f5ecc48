/** A layer's place in its network while it is written, and what layers of every kind ask of it. */
import { formatShape, isFloat, KantorError, type FloatTensor, type TensorMap } from '@kantor/tensor';
import type { LayerSpec } from '@kantor/spec';
import type { Flow } from './flow.js';
import type { NewLayer, Topology } from './topology.js';

export interface Site {
  /** What the names of its weights begin with, and the name of its layer: `generator.3`. */
  readonly name: string;
  /** What errors call it: `generator.layers[3] (conv)`. */
  readonly where: string;
  readonly input: Flow;
  /** The layers after it in its list. */
  readonly following: readonly LayerSpec[];
  readonly topology: Topology;
  /** Weights and running statistics by name. */
  readonly values: TensorMap;
}

interface Details extends Pick<NewLayer, 'config' | 'weights'> {
  /** For a helper beside the layer itself, whose name becomes `generator.3.crop`. */
  readonly part?: string;
  /** What it takes from, if not what comes in. */
  readonly from?: string;
}

/** Adds a Keras layer and gives its name. */
export function addLayer({ name, input, topology }: Site, className: string, details: Details = {}): string {
  const { part, from = input.from, ...rest } = details;
  return topology.add({
    ...rest,
    className,
    name: part === undefined ? name : `${name}.${part}`,
    from: [from],
  });
}

/** The layer's weight or running statistic, such as `kernel`. @throws KantorError `layers-model/weights` */
export function valueOf({ name, where, values }: Site, part: string): FloatTensor {
  const value = values[`${name}.${part}`];
  if (value !== undefined && isFloat(value)) return value;
  const found = value === undefined ? 'it is missing' : `it is ${value.dtype} ${formatShape(value.shape)}`;
  throw new KantorError('layers-model/weights', `${where} needs '${name}.${part}' as float32, but ${found}.`);
}

/** The bias as a weight, if the layer has one. */
export function biasOf(site: Site, { bias }: { readonly bias: boolean }): { readonly bias?: FloatTensor } {
  return bias ? { bias: valueOf(site, 'bias') } : {};
}

/** One size for both axes, or [rows, columns], as [rows, columns]. */
export function pairOf(size: number | readonly [number, number]): [rows: number, columns: number] {
  return typeof size === 'number' ? [size, size] : [size[0], size[1]];
}

/** Padding of one axis, 0 for rows and 1 for columns, of zeros on every side or [top, left, bottom, right]. */
export function padsOf(
  padding: number | readonly [number, number, number, number],
  axis: 0 | 1,
): readonly [before: number, after: number] {
  return typeof padding === 'number' ? [padding, padding] : [padding[axis], padding[axis + 2]];
}
