/**
 * The functions that make values, as an interface: gradient rules receive it, so that a primitive's file needs no
 * other primitive's file. `build.ts` implements it.
 */
import type { Dim, DType, HostTensor, Shape } from '@kantor/tensor';
import type { BinaryKind, ConvWindow, OnnxAttribute, UnaryKind } from './op.js';
import type { InputValue, Operand, Value } from './value.js';

type Unary = (x: Value) => Value;
type Binary = (a: Operand, b: Operand) => Value;

export interface ReduceOptions {
  /** Axes to reduce, negative from the end; all of them if left out. */
  readonly axes?: readonly number[];
  /** Keep reduced axes as size 1. Default false. */
  readonly keepDims?: boolean;
}

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

export interface Builders extends Readonly<Record<UnaryKind, Unary>>, Readonly<Record<BinaryKind, Binary>> {
  /** A value fed from outside under `name`; names are unique in a program. */
  input(name: string, shape: Shape, dtype?: DType): InputValue;
  constant(value: HostTensor | number): Value;
  leakyRelu(x: Value, alpha: number): Value;
  /** Limits each element to `[min, max]`; its gradient is 1 inside and on the limits. */
  clip(x: Value, min: number, max: number): Value;
  /** a > b, as bool. */
  greater(a: Operand, b: Operand): Value;
  /** Where `condition` (bool) holds, `a`, elsewhere `b`; all three broadcast. */
  where(condition: Value, a: Operand, b: Operand): Value;
  sum(x: Value, options?: ReduceOptions): Value;
  /** Largest element along axes; where several are largest they share the gradient equally. */
  max(x: Value, options?: ReduceOptions): Value;
  /** [m, k] · [k, n] → [m, n]; a transposed operand is given as [k, m] or [n, k]. */
  matmul(a: Value, b: Value, options?: MatmulOptions): Value;
  reshape(x: Value, shape: Shape): Value;
  transpose(x: Value, permutation: readonly number[]): Value;
  /** Broadcasts `x` to `shape`. */
  expand(x: Value, shape: Shape): Value;
  /** The block that starts at `starts` and has `sizes`, an entry per axis. */
  slice(x: Value, starts: readonly number[], sizes: readonly Dim[]): Value;
  /** Zeros around `x`, an entry per axis. */
  pad(x: Value, before: readonly number[], after: readonly number[]): Value;
  concat(values: readonly Value[], axis: number): Value;
  /** Cross-correlation. x [N, C, H, W], filters [O, C, kh, kw] → [N, O, H', W']. */
  conv(x: Value, filters: Value, window: ConvWindow): Value;
  /**
   * Adjoint of `conv` in its first argument, which is a transposed convolution.
   * dy [N, O, H', W'], filters [O, C, kh, kw] → [N, C, H, W] with [H, W] = `inputSize`.
   */
  convInputGrad(
    dy: Value,
    filters: Value,
    window: ConvWindow & { inputSize: readonly [number, number] },
  ): Value;
  /** Adjoint of `conv` in its filters. x [N, C, H, W], dy [N, O, H', W'] → [O, C, kh, kw] with [kh, kw] = `kernel`. */
  convFilterGrad(x: Value, dy: Value, window: ConvWindow & { kernel: readonly [number, number] }): Value;
  cast(x: Value, to: DType): Value;
  /** An opaque operator of ONNX, for sampling graphs only: `grad` refuses it. */
  onnx(
    name: string,
    inputs: readonly Value[],
    result: { shape: Shape; dtype?: DType; attributes?: Readonly<Record<string, OnnxAttribute>> },
  ): Value;
}
