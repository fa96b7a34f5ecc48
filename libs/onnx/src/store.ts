/** Writes weights as initializers, in the precision of the file; what is stored as float16 is cast where it is read. */
import { isFloat, KantorError, toFloat16, type FloatTensor, type HostTensor } from '@kantor/tensor';
import { onnxType, type Emitter } from './emitter.js';

/** Stores a tensor under a name; gives the name under which its float32 numbers are read. */
export type Store = (name: string, value: HostTensor) => string;

/** Numbers from which on float16 pays: of fewer, a node and its names would take what they save. */
const leastNumbers = 256;

function halved(name: string, { shape, data }: FloatTensor): HostTensor {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(largest >= 65520)) return { dtype: 'float16', shape, data: toFloat16(data) };
  throw new KantorError(
    'onnx/weight',
    `The weight '${name}' has the number ${largest}, and float16 ends at 65504. Store this model as float32.`,
  );
}

export function storeAs(precision: 'float32' | 'float16', emit: Emitter): Store {
  if (precision === 'float32') return emit.initializer;
  return (name, value) => {
    if (!isFloat(value) || value.data.length < leastNumbers) return emit.initializer(name, value);
    const stored = emit.initializer(name, halved(name, value));
    return emit.node('Cast', [stored], { attributes: { to: { int: onnxType('float32') } } });
  };
}
