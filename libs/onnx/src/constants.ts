/** Computes what is constant in a graph whose weights are known: element-wise work and reshapes on constants. */
import {
  floats,
  formatShape,
  isFloat,
  isStatic,
  KantorError,
  sameShape,
  sizeOf,
  type FloatTensor,
  type HostTensor,
  type StaticShape,
  type TensorMap,
} from '@kantor/tensor';
import { constant, scalarFunction, type Value } from '@kantor/graph';

/** The float32 tensor of a constant value. */
export function constantOf(value: Value): FloatTensor | undefined {
  return value.op.kind === 'constant' && isFloat(value.op.value) ? value.op.value : undefined;
}

/** Elements of `tensor` broadcast to `shape`, row-major. */
export function broadcastTo({ shape: from, data }: FloatTensor, shape: StaticShape): Float32Array {
  const result = new Float32Array(sizeOf(shape));
  const lead = shape.length - from.length;
  const strides = from.map((dim, axis) => (dim === 1 ? 0 : sizeOf(from.slice(axis + 1))));
  for (let i = 0; i < result.length; i++) {
    let rest = i;
    let offset = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (axis >= lead) offset += strides[axis - lead] * (rest % shape[axis]);
      rest = Math.floor(rest / shape[axis]);
    }
    result[i] = data[offset];
  }
  return result;
}

/** The constant that `value` is, if its inputs are constants and it is cheap to know; otherwise `value` itself. */
export function evaluateConstant(value: Value): Value {
  const { op, shape } = value;
  const inputs = value.inputs.map(constantOf);
  if (inputs.length === 0 || !isStatic(shape) || value.dtype !== 'float32') return value;
  const known = inputs.filter((tensor) => tensor !== undefined);
  if (known.length !== inputs.length) return value;
  if (op.kind === 'reshape') return constant(floats(shape, known[0].data));
  const evaluate = scalarFunction(op);
  if (!evaluate) return value;
  const columns = known.map((tensor) => broadcastTo(tensor, shape));
  return constant(
    floats(
      shape,
      columns[0].map((_, i) => evaluate(...columns.map((column) => column[i]))),
    ),
  );
}

/**
 * The constant of its name in place of an input.
 * @throws KantorError `onnx/weight` if it has another shape or dtype.
 */
export function bindWeights(value: Value, weights: TensorMap): Value {
  const { op } = value;
  if (op.kind !== 'input' || !Object.hasOwn(weights, op.name)) return value;
  return constant(requireWeight(op.name, value, weights[op.name]));
}

/** @throws KantorError `onnx/weight` if `weight` is not of the shape and dtype of the input that it stands for. */
export function requireWeight(name: string, { shape, dtype }: Value, weight: HostTensor): HostTensor {
  if (sameShape(shape, weight.shape) && dtype === weight.dtype) return weight;
  throw new KantorError(
    'onnx/weight',
    `The weight '${name}' is ${weight.dtype} ${formatShape(weight.shape)}, ` +
      `but the graph reads it as ${dtype} ${formatShape(shape)}.`,
  );
}
