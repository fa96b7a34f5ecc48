/**
 * A reference interpreter for tests: runs a graph in float64, written from the definitions for clarity, not for speed.
 * Float dtypes are not rounded, so a result can be compared with central differences.
 */
import { scalarFunction, topological, type ConvWindow, type Value } from '@kantor/graph';
import { isFloat, type HostTensor, type Shape } from '@kantor/tensor';

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export type FeedMap = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly data: ArrayLike<number> }
>;

/** Values of `outputs`, given the inputs that they depend on by name. The symbol N is bound from the feeds. */
export function interpret(outputs: readonly Value[], feeds: FeedMap): Tensor[] {
  const order = topological(outputs);
  const batch = bindBatch(order, feeds);
  const known = (shape: Shape) => shape.map((dim) => (dim === 'N' ? (batch ?? fail('N is not bound')) : dim));
  const results = new Map<Value, Tensor>();
  for (const value of order) {
    const inputs = value.inputs.map((input) => results.get(input) ?? fail('input before user'));
    results.set(value, run(value, known(value.shape), inputs, known, feeds));
  }
  return outputs.map((value) => results.get(value) ?? fail('no result'));
}

function fail(message: string): never {
  throw new Error(`interpret: ${message}`);
}

function bindBatch(values: readonly Value[], feeds: FeedMap): number | undefined {
  let batch: number | undefined;
  for (const { op, shape } of values) {
    if (op.kind !== 'input') continue;
    const fed = feeds.get(op.name)?.shape ?? fail(`no feed '${op.name}'`);
    shape.forEach((dim, axis) => {
      if (dim === 'N') batch ??= fed[axis];
      const wanted = dim === 'N' ? batch : dim;
      if (fed[axis] !== wanted || fed.length !== shape.length) {
        fail(`feed '${op.name}' is [${fed.join(', ')}], its input [${shape.join(', ')}]`);
      }
    });
  }
  return batch;
}

function run(
  { op }: Value,
  shape: readonly number[],
  inputs: readonly Tensor[],
  known: (shape: Shape) => number[],
  feeds: FeedMap,
): Tensor {
  const [x, y] = inputs;
  const result = (data: Float64Array) => ({ shape, data });
  const scalar = scalarFunction(op);
  if (scalar) {
    const operands = inputs.map((input) => expand(input, shape).data);
    return result(emptyOf(shape).map((_, i) => scalar(...operands.map((operand) => operand[i]))));
  }
  switch (op.kind) {
    case 'input':
      return result(Float64Array.from(feeds.get(op.name)?.data ?? fail(op.name)));
    case 'constant':
      return result(numbersOf(op.value));
    case 'sum':
      return result(reduce(x, op.axes, 0, (a, b) => a + b));
    case 'max':
      return result(reduce(x, op.axes, -Infinity, Math.max));
    case 'matmul':
      return result(matmul(op.transposeA ? transposed(x) : x, op.transposeB ? transposed(y) : y));
    case 'reshape':
      return result(x.data);
    case 'transpose': {
      const strides = stridesOf(x.shape);
      return result(read(x.data, shape, { strides: op.permutation.map((axis) => strides[axis]) }));
    }
    case 'expand':
      return expand(x, shape);
    case 'slice': {
      const strides = stridesOf(x.shape);
      return result(read(x.data, known(op.sizes), { strides, offset: dot(op.starts, strides) }));
    }
    case 'pad': {
      const strides = stridesOf(shape);
      return result(write(emptyOf(shape), x, { strides, offset: dot(op.before, strides) }));
    }
    case 'concat': {
      const data = emptyOf(shape);
      const strides = stridesOf(shape);
      let offset = 0;
      for (const part of inputs) {
        write(data, part, { strides, offset });
        offset += part.shape[op.axis] * strides[op.axis];
      }
      return result(data);
    }
    case 'conv': {
      const data = emptyOf(shape);
      forEachProduct(op, x.shape, y.shape, shape, (xi, wi, yi) => (data[yi] += x.data[xi] * y.data[wi]));
      return result(data);
    }
    case 'convInputGrad': {
      const data = emptyOf(shape);
      forEachProduct(op, shape, y.shape, x.shape, (xi, wi, yi) => (data[xi] += x.data[yi] * y.data[wi]));
      return result(data);
    }
    case 'convFilterGrad': {
      const data = emptyOf(shape);
      forEachProduct(op, x.shape, shape, y.shape, (xi, wi, yi) => (data[wi] += x.data[xi] * y.data[yi]));
      return result(data);
    }
    case 'cast':
      if (op.to === 'bool') return result(x.data.map((element) => Number(element !== 0)));
      return result(op.to.startsWith('float') ? x.data : x.data.map(Math.trunc));
    default:
      return fail(`no rule for '${op.kind}'`);
  }
}

/** How to walk a row-major array: where to begin, and how far one step along each axis goes. */
interface Walk {
  readonly strides: readonly number[];
  readonly offset?: number;
}

function emptyOf(shape: readonly number[]): Float64Array {
  return new Float64Array(shape.reduce((product, dim) => product * dim, 1));
}

function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, dim) => product * dim, 1));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, element, i) => total + element * b[i], 0);
}

/** Visits the positions of a tensor of `shape` in row-major order, with where each lies along the walk. */
function forEachPosition(shape: readonly number[], walk: Walk, visit: (i: number, at: number) => void): void {
  const position = shape.map(() => 0);
  const { length } = emptyOf(shape);
  let at = walk.offset ?? 0;
  for (let i = 0; i < length; i++) {
    visit(i, at);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += walk.strides[axis];
      if (++position[axis] < shape[axis]) break;
      at -= walk.strides[axis] * shape[axis];
      position[axis] = 0;
    }
  }
}

/** A tensor of `shape` whose elements are picked from `data` along the walk. */
function read(data: Float64Array, shape: readonly number[], walk: Walk): Float64Array {
  const result = emptyOf(shape);
  forEachPosition(shape, walk, (i, at) => (result[i] = data[at]));
  return result;
}

/** Puts the elements of `x` into `data` along the walk. */
function write(data: Float64Array, x: Tensor, walk: Walk): Float64Array {
  forEachPosition(x.shape, walk, (i, at) => (data[at] = x.data[i]));
  return data;
}

function expand(x: Tensor, shape: readonly number[]): Tensor {
  const own = stridesOf(x.shape);
  const lead = shape.length - x.shape.length;
  const strides = shape.map((_, axis) => (axis < lead || x.shape[axis - lead] === 1 ? 0 : own[axis - lead]));
  return { shape, data: read(x.data, shape, { strides }) };
}

function transposed({ shape: [rows, columns], data }: Tensor): Tensor {
  return { shape: [columns, rows], data: read(data, [columns, rows], { strides: [1, columns] }) };
}

function reduce(
  x: Tensor,
  axes: readonly number[],
  start: number,
  combine: (a: number, b: number) => number,
): Float64Array {
  const kept = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const own = stridesOf(kept);
  const result = emptyOf(kept).fill(start);
  const strides = own.map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  forEachPosition(x.shape, { strides }, (i, at) => (result[at] = combine(result[at], x.data[i])));
  return result;
}

function matmul(
  { shape: [rows, inner], data: a }: Tensor,
  { shape: [, columns], data: b }: Tensor,
): Float64Array {
  const result = emptyOf([rows, columns]);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      for (let j = 0; j < columns; j++) result[i * columns + j] += a[i * inner + k] * b[k * columns + j];
    }
  }
  return result;
}

/**
 * All the triples (element of the image, of the filters, of the output) that a convolution multiplies and adds.
 * The three primitives are the three ways to sum over the same triples.
 */
function forEachProduct(
  { strides, pads }: ConvWindow,
  [count, channels, height, width]: readonly number[],
  [filters, , kernelHeight, kernelWidth]: readonly number[],
  [, , outHeight, outWidth]: readonly number[],
  visit: (image: number, filter: number, output: number) => void,
): void {
  for (const [n, o, c] of triples(count, filters, channels)) {
    for (const [row, column, i] of triples(outHeight, outWidth, kernelHeight)) {
      const y = row * strides[0] - pads[0] + i;
      if (y < 0 || y >= height) continue;
      for (let j = 0; j < kernelWidth; j++) {
        const x = column * strides[1] - pads[1] + j;
        if (x < 0 || x >= width) continue;
        visit(
          ((n * channels + c) * height + y) * width + x,
          ((o * channels + c) * kernelHeight + i) * kernelWidth + j,
          ((n * filters + o) * outHeight + row) * outWidth + column,
        );
      }
    }
  }
}

function* triples(a: number, b: number, c: number): Generator<readonly [number, number, number]> {
  for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) yield [i, j, k];
}

function numbersOf(value: HostTensor): Float64Array {
  if (isFloat(value)) return Float64Array.from(value.data);
  if (value.dtype === 'float16') fail('float16 constants are not read');
  return Float64Array.from(value.data as ArrayLike<number | bigint>, Number);
}
