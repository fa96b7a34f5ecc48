/** Element types and the typed arrays that hold them. */
import { KantorError } from './error.js';

export const dtypes = ['float32', 'float16', 'int32', 'int64', 'uint8', 'bool'] as const;
export type DType = (typeof dtypes)[number];

export interface TypedArrays {
  float32: Float32Array;
  /** Raw IEEE 754 binary16 bits: JavaScript has no such array everywhere yet. */
  float16: Uint16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  /** One byte each, 0 or 1. */
  bool: Uint8Array;
}

const constructors = {
  float32: Float32Array,
  float16: Uint16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} satisfies { [D in DType]: new (length: number) => TypedArrays[D] };

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return constructors[dtype].BYTES_PER_ELEMENT;
}

/** A zero-filled array of `length` elements. */
export function allocate<D extends DType>(dtype: D, length: number): TypedArrays[D] {
  return new constructors[dtype](length) as TypedArrays[D];
}

/**
 * A view of `bytes` as elements of `dtype`; copies only if the bytes are not aligned for it.
 * @throws KantorError `tensor/bytes` if they are no whole number of elements.
 */
export function viewAs<D extends DType>(dtype: D, bytes: Uint8Array): TypedArrays[D] {
  const constructor = constructors[dtype] as unknown as new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ) => TypedArrays[D];
  const size = bytesPerElement(dtype);
  if (bytes.byteLength % size !== 0) {
    throw new KantorError(
      'tensor/bytes',
      `${bytes.byteLength} bytes are no whole number of ${dtype} elements, which have ${size} bytes each.`,
    );
  }
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes); // not slice(): a Buffer's is no copy
  return new constructor(aligned.buffer, aligned.byteOffset, bytes.byteLength / size);
}
