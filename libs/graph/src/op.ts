/** The closed union of primitives with their attributes. What each one means and its gradient is in ops/, a file each. */
import type { Dim, DType, HostTensor, Shape } from '@kantor/tensor';

export const unaryKinds = [
  'neg',
  'exp',
  'log',
  'sqrt',
  'abs',
  'sign',
  'square',
  'reciprocal',
  'tanh',
  'sigmoid',
  'softplus',
  'relu',
] as const;
export type UnaryKind = (typeof unaryKinds)[number];

export const binaryKinds = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'pow'] as const;
export type BinaryKind = (typeof binaryKinds)[number];

/** Strides and zero padding of a 2-D convolution, in ONNX order. */
export interface ConvWindow {
  /** Rows, columns. */
  readonly strides: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
}

/** Attribute of an opaque `onnx` operator. */
export type OnnxAttribute = number | string | readonly number[] | { readonly int: number } | HostTensor;

export type Op =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: HostTensor }
  | { readonly kind: UnaryKind }
  | { readonly kind: BinaryKind }
  | { readonly kind: 'leakyRelu'; readonly alpha: number }
  | { readonly kind: 'clip'; readonly min: number; readonly max: number }
  | { readonly kind: 'greater' }
  | { readonly kind: 'where' }
  | { readonly kind: 'sum'; readonly axes: readonly number[]; readonly keepDims: boolean }
  | { readonly kind: 'max'; readonly axes: readonly number[]; readonly keepDims: boolean }
  | { readonly kind: 'matmul'; readonly transposeA: boolean; readonly transposeB: boolean }
  | { readonly kind: 'reshape'; readonly shape: Shape }
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  | { readonly kind: 'expand'; readonly shape: Shape }
  | { readonly kind: 'slice'; readonly starts: readonly number[]; readonly sizes: readonly Dim[] }
  | { readonly kind: 'pad'; readonly before: readonly number[]; readonly after: readonly number[] }
  | { readonly kind: 'concat'; readonly axis: number }
  | ({ readonly kind: 'conv' } & ConvWindow)
  | ({ readonly kind: 'convInputGrad'; readonly inputSize: readonly [number, number] } & ConvWindow)
  | ({ readonly kind: 'convFilterGrad'; readonly kernel: readonly [number, number] } & ConvWindow)
  | { readonly kind: 'cast'; readonly to: DType }
  | {
      readonly kind: 'onnx';
      /** Operator name in the default ONNX domain, such as `Resize`. */
      readonly name: string;
      readonly attributes: Readonly<Record<string, OnnxAttribute>>;
      /** The shape and dtype of its result, which only the caller knows. */
      readonly shape: Shape;
      readonly dtype: DType;
    };

export type Kind = Op['kind'];
export type OpOf<K extends Kind> = K extends UnaryKind
  ? { readonly kind: K }
  : K extends BinaryKind
    ? { readonly kind: K }
    : Extract<Op, { kind: K }>;
