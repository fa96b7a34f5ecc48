/** Finds additions of a bias right after a product or a convolution, which ONNX's Gemm and Conv do at no cost. */
import { isStatic, sameShape, sizeOf } from '@kantor/tensor';
import type { Value } from '@kantor/graph';

export interface BiasedLinear {
  readonly linear: Value;
  /** A vector with an element per output channel. */
  readonly bias: Value;
}

const channelAxes: Partial<Record<Value['op']['kind'], number>> = { matmul: 1, conv: 1, convInputGrad: 1 };

/** The vector [C] behind `value` if that is one per-channel number each, shaped to broadcast over the others. */
function channelVector(value: Value, rank: number, channels: number): Value | undefined {
  if (value.op.kind !== 'reshape') {
    return value.shape.length === 1 && rank === 2 && value.shape[0] === channels ? value : undefined;
  }
  const lead = rank - value.shape.length;
  const perChannel = value.shape.every((dim, axis) => dim === (axis + lead === 1 ? channels : 1));
  const [vector] = value.inputs;
  return perChannel &&
    vector.shape.length === 1 &&
    isStatic(vector.shape) &&
    sizeOf(vector.shape) === channels
    ? vector
    : undefined;
}

export interface Biases {
  /** What to write in place of an addition. */
  readonly biases: ReadonlyMap<Value, BiasedLinear>;
  /** Values that need no node of their own any more: the products, and reshapes of biases without another user. */
  readonly absorbed: ReadonlySet<Value>;
}

/** Additions that can be written as the bias of their only linear operand. */
export function findBiases(order: readonly Value[], outputs: ReadonlySet<Value>): Biases {
  const uses = new Map<Value, number>();
  for (const value of order) for (const input of value.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);

  const biases = new Map<Value, BiasedLinear>();
  const absorbed = new Set<Value>();
  for (const value of order) {
    if (value.op.kind !== 'add') continue;
    for (const [linear, other] of [value.inputs, [...value.inputs].reverse()]) {
      const axis = channelAxes[linear.op.kind];
      if (axis === undefined || uses.get(linear) !== 1 || outputs.has(linear)) continue;
      if (!sameShape(value.shape, linear.shape)) continue; // the addition also broadcasts the product
      const bias = channelVector(other, linear.shape.length, Number(linear.shape[axis]));
      if (!bias) continue;
      biases.set(value, { linear, bias });
      absorbed.add(linear);
      const left = (uses.get(other) ?? 0) - 1;
      uses.set(other, left);
      if (left === 0 && other !== bias && !outputs.has(other)) absorbed.add(other);
      break;
    }
  }
  return { biases, absorbed };
}
