/** Host tensors to and from the tensors of ONNX Runtime's JavaScript, which are alike in Node and in browsers. */
import type { HostTensor } from '@kantor/tensor';

/** What its packages call a tensor, as far as it is read here. */
interface Made {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** What ONNX Runtime made; float16 comes as a Float16Array where JavaScript has one. */
export function unwrap({ type, dims, data }: Made): HostTensor {
  const dtype = type as HostTensor['dtype'];
  const array = data as HostTensor['data'];
  const bits = () => new Uint16Array(array.buffer, array.byteOffset, array.length);
  return { dtype, shape: dims, data: dtype === 'float16' ? bits() : array };
}

/**
 * The wrapper that ONNX Runtime wants around a tensor. Nothing is copied, and a tensor that comes again, as states do,
 * keeps its wrapper.
 */
export function createWrap<T>(make: (value: HostTensor) => T): (value: HostTensor) => T {
  const wrapped = new WeakMap<HostTensor, T>();
  return (value) => {
    let tensor = wrapped.get(value);
    if (!tensor) {
      tensor = make(value);
      wrapped.set(value, tensor);
    }
    return tensor;
  };
}
