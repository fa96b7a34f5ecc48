/** A tensor in host memory: a typed array and its shape, row-major. It computes nothing. */
import { allocate, type DType, type TypedArrays } from './dtype.js';
import { KantorError } from './error.js';
import { formatShape, sizeOf, type StaticShape } from './shape.js';

export interface HostTensor<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: StaticShape;
  /** Row-major, `sizeOf(shape)` elements. Whoever made the tensor owns it; readers do not write. */
  readonly data: TypedArrays[D];
}

export type FloatTensor = HostTensor<'float32'>;

/** Tensors by name: feeds, states, outputs. */
export type TensorMap = Readonly<Record<string, HostTensor>>;

/**
 * Wraps `data` (not copied) as a tensor.
 * @throws KantorError `tensor/size` if the number of elements is not that of the shape.
 */
export function tensor<D extends DType>(dtype: D, shape: StaticShape, data: TypedArrays[D]): HostTensor<D> {
  if (data.length !== sizeOf(shape)) {
    throw new KantorError(
      'tensor/size',
      `A tensor of shape ${formatShape(shape)} has ${sizeOf(shape)} elements, but its data has ${data.length}.`,
    );
  }
  return { dtype, shape, data };
}

/** A float32 tensor; numbers are copied and rounded, a Float32Array is wrapped as it is. */
export function floats(shape: StaticShape, data: Float32Array | readonly number[]): FloatTensor {
  return tensor('float32', shape, data instanceof Float32Array ? data : Float32Array.from(data));
}

export function zeros<D extends DType>(dtype: D, shape: StaticShape): HostTensor<D> {
  return { dtype, shape, data: allocate(dtype, sizeOf(shape)) };
}

export function filled(shape: StaticShape, value: number): FloatTensor {
  return floats(shape, new Float32Array(sizeOf(shape)).fill(value));
}

export function isFloat(value: HostTensor): value is FloatTensor {
  return value.dtype === 'float32';
}

/**
 * The single number in a float32 tensor of one element.
 * @throws KantorError `tensor/not-a-scalar`
 */
export function scalarOf(value: HostTensor): number {
  if (isFloat(value) && value.data.length === 1) return value.data[0];
  throw new KantorError(
    'tensor/not-a-scalar',
    `Expected one float32 number, got ${value.dtype} of shape ${formatShape(value.shape)}.`,
  );
}
