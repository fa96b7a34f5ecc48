/** What the engine needs of a `tf` namespace. Written out, so that nobody has to install TensorFlow.js for its types. */

export interface TfTensor {
  readonly shape: readonly number[];
  dispose(): void;
  data(): Promise<unknown>;
}

/** The types that tensors of TensorFlow.js have and programs use. */
export type TfDType = 'float32' | 'int32' | 'bool';
export type TfData = Float32Array | Int32Array | Uint8Array;

export type TfInputs = Readonly<Record<string, TfTensor>>;
export type TfAttributes = Readonly<Record<string, unknown>>;

/** What a kernel is called with. */
export interface TfCall {
  readonly inputs: TfInputs;
  readonly attrs: TfAttributes;
  readonly backend: object;
}

export interface TfKernel {
  /** Takes a `TfCall`; gives a tensor, or that of which `makeTensorFromTensorInfo` makes one, which has no `rank`. */
  kernelFunc(call: never): unknown;
}

/**
 * The part of the namespace that is used: `@tensorflow/tfjs-core` (with the backend imported), `@tensorflow/tfjs`,
 * `@tensorflow/tfjs-node` and `@tensorflow/tfjs-node-gpu` all have it, in version 4.
 */
export interface Tfjs {
  engine(): { makeTensorFromTensorInfo(info: object): TfTensor };
  /** The backend that is set; empty if none is. */
  getBackend(): string;
  setBackend(name: string): Promise<boolean>;
  /** The object of the backend that is set. */
  backend(): object;
  /** The kernel of a backend; nothing if it has none of that name. */
  getKernel(name: string, backend: string): TfKernel | undefined;
  tensor(data: TfData, shape: number[], dtype: TfDType): TfTensor;
  tidy(body: () => void): void;
  keep(tensor: TfTensor): unknown;
}
