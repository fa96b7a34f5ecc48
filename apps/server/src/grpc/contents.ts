/** Typed contents of an input, a list of numbers in the message, as a tensor. */
import { formatShape, tensor, type HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { Datatype, PortMetadata } from '../inference.js';
import { quote } from '../v2/quote.js';
import type { InferTensorContents } from './messages.js';

type Field = keyof InferTensorContents;

const fieldOf = {
  FP32: 'fp32_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
} as const satisfies Record<Datatype, Field>;

interface Shaped {
  readonly shape: readonly number[];
  readonly size: number;
}

/** @throws KantorError `server/tensor` if other contents came than the datatype has, or not as many as the shape says */
export function fromContents(
  contents: InferTensorContents | null,
  { shape, size }: Shaped,
  port: PortMetadata,
): HostTensor {
  const field = fieldOf[port.datatype];
  const others = (Object.keys(contents ?? {}) as Field[]).filter((key) => key !== field);
  const other = others.find((key) => contents && contents[key].length > 0);
  if (other !== undefined) {
    throw fault(
      'server/tensor',
      `The input ${quote(port.name)} came in ${other}; ${port.datatype} belongs in ${field}.`,
    );
  }
  const count = contents?.[field].length ?? 0;
  if (contents && count === size) return filled(contents, shape, port.datatype);
  throw fault(
    'server/tensor',
    `The input ${quote(port.name)} has ${count} elements in ${field}, but its shape ${formatShape(shape)} has ${size}.`,
  );
}

function filled(contents: InferTensorContents, shape: readonly number[], datatype: Datatype): HostTensor {
  switch (datatype) {
    case 'FP32':
      return tensor('float32', shape, Float32Array.from(contents.fp32_contents));
    case 'INT32':
      return tensor('int32', shape, Int32Array.from(contents.int_contents));
    case 'INT64':
      return tensor('int64', shape, BigInt64Array.from(contents.int64_contents, BigInt));
  }
}
