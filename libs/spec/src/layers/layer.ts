/** What a built layer is, where it stands, and what layers of every kind share. */
import { formatShape, KantorError, sizeOf, type StaticShape } from '@kantor/tensor';
import type { Value } from '@kantor/graph';
import type { InitScheme } from '../init.js';
import type { Buffer, Parameter } from '../network.js';

/** What a layer may ask for when it is applied: a network's ApplyContext, and where running statistics go. */
export interface LayerContext {
  readonly training: boolean;
  readonly read: (name: string) => Value;
  readonly noise: (name: string, shape: StaticShape) => Value;
  /** Takes the new value of a running statistic; called only when training. */
  readonly update: (buffer: string, value: Value) => void;
}

export interface Layer {
  /** Without the batch axis. */
  readonly outputShape: StaticShape;
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[];
  /** x [N, ...input] → [N, ...outputShape]. */
  readonly apply: (x: Value, context: LayerContext) => Value;
}

/** A layer's place in its network. */
export interface Site {
  /** What the names of its parameters begin with: `generator.3`. */
  readonly name: string;
  /** What errors call it: `generator.layers[3] (conv)`. */
  readonly where: string;
  /** Shape of what comes in, without the batch axis. */
  readonly input: StaticShape;
  /** The network's init scheme, for layers that name none. */
  readonly init: InitScheme;
}

/** A layer without parameters. */
export function stateless(outputShape: StaticShape, apply: Layer['apply']): Layer {
  return { outputShape, parameters: [], buffers: [], apply };
}

/** Ends the build with an error that names the layer. */
export function failAt(site: Site, message: string): never {
  throw new KantorError('spec/shape', `${site.where}: ${message}`);
}

/** Numbers in the largest parameter: 2 GiB, as much as an ONNX file can hold. */
const mostNumbers = 2 ** 29;

/** Ends the build if a parameter is larger than any file or engine could hold. */
export function requireStorable(site: Site, { parameters }: Layer): void {
  const large = parameters.find(({ shape }) => sizeOf(shape) > mostNumbers);
  if (large === undefined) return;
  failAt(
    site,
    `its ${large.name.slice(site.name.length + 1)} ${formatShape(large.shape)} has ${sizeOf(large.shape)} numbers, ` +
      `and ${mostNumbers} (2 GiB) are the most; take fewer units or filters, or a smaller input.`,
  );
}

/** [C, H, W] of what comes in. */
export function requireImage(site: Site): [channels: number, height: number, width: number] {
  const [channels, height, width] = site.input;
  if (site.input.length === 3) return [channels, height, width];
  const size = sizeOf(site.input);
  return failAt(
    site,
    `expected an image [C, H, W], got ${formatShape(site.input)}; put { kind: 'reshape', shape: [${size}, 1, 1] }, ` +
      `or another [C, H, W] of ${size} elements, before it.`,
  );
}

/** Size of the vector that comes in. */
export function requireVector(site: Site): number {
  if (site.input.length === 1) return site.input[0];
  return failAt(
    site,
    `expected a vector [n], got ${formatShape(site.input)}; put { kind: 'flatten' } before it.`,
  );
}

/** One size for both axes, or [rows, columns], as [rows, columns]. */
export function pairOf(size: number | readonly [number, number]): [rows: number, columns: number] {
  return typeof size === 'number' ? [size, size] : [size[0], size[1]];
}

/** Shape in which a value per channel [C] (or per unit) broadcasts over a batch of `shape`. */
export function channelShape(shape: StaticShape): StaticShape {
  return [1, shape[0], ...shape.slice(1).map(() => 1)];
}
