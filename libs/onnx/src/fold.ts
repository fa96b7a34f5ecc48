/**
 * Folds per-channel scales and shifts, which is what batch norm is when it samples, into the product or convolution
 * before them. It works on sampling graphs, whose weights are known.
 */
import {
  floats,
  isStatic,
  sameShape,
  sizeOf,
  type FloatTensor,
  type Shape,
  type TensorMap,
} from '@kantor/tensor';
import { add, conv, convInputGrad, constant, matmul, reshape, topological, type Value } from '@kantor/graph';
import { bindWeights, broadcastTo, constantOf, evaluateConstant } from './constants.js';

/** A product or convolution of `x` by known filters, plus a known bias for each channel, then perhaps a reshape. */
interface Affine {
  readonly source: Value;
  readonly x: Value;
  readonly filters: FloatTensor;
  /** One number for each output channel. */
  readonly bias: Float32Array | undefined;
  /** [N, C, …] that a product's [N, units] is given. */
  readonly shape: Shape;
}

/** The axis of the filters that belongs to the output channels. */
function channelAxis({ op }: Value): number {
  if (op.kind === 'matmul') return op.transposeB ? 0 : 1;
  return op.kind === 'conv' ? 0 : 1;
}

function channelsOf({ source }: Affine): number {
  return Number(source.shape[1]);
}

function isLinear({ op }: Value): boolean {
  return (op.kind === 'matmul' && !op.transposeA) || op.kind === 'conv' || op.kind === 'convInputGrad';
}

/** A number for each channel of the linear part, if `tensor` has just one for each channel of `affine`'s result. */
function perChannel(affine: Affine, tensor: FloatTensor): Float32Array | undefined {
  const { shape, source } = affine;
  const aligned = [
    ...Array<number>(Math.max(0, shape.length - tensor.shape.length)).fill(1),
    ...tensor.shape,
  ];
  const sample = shape.slice(1);
  if (aligned.length !== shape.length || aligned[0] !== 1 || !isStatic(sample)) return undefined;
  if (source.op.kind === 'matmul') return broadcastTo(tensor, sample);
  const only = aligned.slice(2).every((dim) => dim === 1);
  return only ? broadcastTo(floats([aligned[1]], tensor.data), [channelsOf(affine)]) : undefined;
}

function scaled(affine: Affine, scale: Float32Array): Affine {
  const { filters, source, bias } = affine;
  const axis = channelAxis(source);
  const inner = sizeOf(filters.shape.slice(axis + 1));
  const data = filters.data.map((value, i) => value * scale[Math.floor(i / inner) % filters.shape[axis]]);
  return { ...affine, filters: floats(filters.shape, data), bias: bias?.map((value, i) => value * scale[i]) };
}

function shifted(affine: Affine, shift: Float32Array): Affine {
  const { bias } = affine;
  return { ...affine, bias: bias ? bias.map((value, i) => value + shift[i]) : shift };
}

function toValue({ source, x, filters, bias, shape }: Affine): Value {
  const { op } = source;
  const weight = constant(filters);
  let result: Value;
  if (op.kind === 'conv') result = conv(x, weight, op);
  else if (op.kind === 'convInputGrad') result = convInputGrad(x, weight, op);
  else result = matmul(x, weight, op.kind === 'matmul' ? op : {});
  if (bias) {
    const vector = constant(floats([bias.length], bias));
    result = add(result, source.shape.length === 2 ? vector : reshape(vector, [1, bias.length, 1, 1]));
  }
  return shape.length === source.shape.length ? result : reshape(result, shape);
}

/** What `value`, computed from rewritten inputs, is as an affine map; undefined if it is none. */
function affineOf(value: Value, known: ReadonlyMap<Value, Affine>): Affine | undefined {
  const [first, second] = value.inputs;
  if (isLinear(value)) {
    const filters = constantOf(second);
    return filters && { source: value, x: first, filters, bias: undefined, shape: value.shape };
  }
  const { kind } = value.op;
  if (kind === 'reshape') {
    const inner = known.get(first);
    const keepsBatch = value.shape[0] === first.shape[0] && value.shape.length > 1;
    const flat = inner && inner.source.op.kind === 'matmul' && inner.shape.length === 2;
    return flat && keepsBatch ? { ...inner, shape: value.shape } : undefined;
  }
  if (kind !== 'mul' && kind !== 'add') return undefined;
  const affine = known.get(first) ?? known.get(second);
  const tensor = constantOf(known.has(first) ? second : first);
  if (!affine || !tensor || !sameShape(value.shape, affine.shape)) return undefined; // no broadcast of the affine map
  const numbers = perChannel(affine, tensor);
  if (!numbers) return undefined;
  return kind === 'mul' ? scaled(affine, numbers) : shifted(affine, numbers);
}

/**
 * The same function of its other inputs, with `weights` put in and every foldable scale and shift folded.
 * @param output of a sampling graph, such as [N, C, H, W].
 */
export function foldWeights(output: Value, weights: TensorMap): Value {
  const order = topological([output]);
  const uses = new Map<Value, number>();
  for (const value of order) for (const input of value.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);

  const rewritten = new Map<Value, Value>();
  /** Affine maps that nobody else reads, by their rewritten value. */
  const affine = new Map<Value, Affine>();
  for (const value of order) {
    const inputs = value.inputs.map((input) => rewritten.get(input) as Value);
    const moved = inputs.every((input, i) => input === value.inputs[i]) ? value : { ...value, inputs };
    const bound = evaluateConstant(bindWeights(moved, weights));
    const found = affineOf(bound, affine);
    const result = found ? toValue(found) : bound;
    rewritten.set(value, result);
    if (found && uses.get(value) === 1) affine.set(result, found);
  }
  return rewritten.get(output) as Value;
}
