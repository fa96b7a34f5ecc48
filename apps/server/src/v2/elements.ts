/** Elements of an input, as JSON or as bytes, become a typed array; none is rounded, cut off or made up. */
import { allocate, bytesPerElement, formatShape, tensor, viewAs, type HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { Datatype, PortMetadata } from '../inference.js';
import { dtypeOf } from './datatypes.js';
import { describe, quote } from './quote.js';

interface Shaped {
  readonly shape: readonly number[];
  readonly size: number;
}

/** Little-endian bytes. They are copied: a tensor owns its memory, and can be handed to a worker. */
export function fromBytes(bytes: Uint8Array, { shape, size }: Shaped, port: PortMetadata): HostTensor {
  const dtype = dtypeOf[port.datatype];
  const expected = size * bytesPerElement(dtype);
  if (bytes.byteLength !== expected) {
    throw fault(
      'server/tensor',
      `The input ${quote(port.name)} came with ${bytes.byteLength} bytes, ` +
        `but ${port.datatype} of shape ${formatShape(shape)} has ${expected}.`,
    );
  }
  return tensor(dtype, shape, viewAs(dtype, new Uint8Array(bytes)));
}

/** Why a number cannot be an element; undefined if it can. */
const objections: Record<Datatype, (value: number) => string | undefined> = {
  FP32: (value) => (Number.isFinite(Math.fround(value)) ? undefined : 'is too large for FP32'),
  INT32: (value) => (value === (value | 0) ? undefined : 'is no INT32'),
  INT64: (value) => {
    if (Number.isSafeInteger(value)) return undefined;
    if (!Number.isInteger(value)) return 'is no INT64';
    return 'is beyond 2^53, where JSON loses digits: send it as binary data';
  },
};

function refuseElement(port: PortMetadata, index: number, value: unknown): Error {
  const objection = typeof value === 'number' ? objections[port.datatype](value) : 'is no number';
  return fault(
    'server/tensor',
    `The input ${quote(port.name)} has ${describe(value)} as element ${index}, which ${objection}.`,
  );
}

/** Writes `row` from `start` on. Only here is work done for each number. */
function fill({ data }: HostTensor, row: readonly unknown[], start: number, port: PortMetadata): void {
  const objection = objections[port.datatype];
  for (let index = 0; index < row.length; index++) {
    const value = row[index];
    if (typeof value !== 'number' || objection(value) !== undefined)
      throw refuseElement(port, start + index, value);
    data[start + index] = data instanceof BigInt64Array ? BigInt(value) : value;
  }
}

/** The innermost arrays of nested data, in order, each as long as the shape says. No deeper than the shape. */
function rowsOf(data: unknown, shape: readonly number[], port: PortMetadata): (readonly unknown[])[] {
  const [size, ...inner] = shape;
  if (!Array.isArray(data) || data.length !== size) {
    const came = Array.isArray(data) ? `${data.length} items` : describe(data);
    throw fault(
      'server/tensor',
      `The data of the input ${quote(port.name)} has ${came} where its shape says ${size}.`,
    );
  }
  return inner.length === 0 ? [data] : data.flatMap((item) => rowsOf(item, inner, port));
}

/** Row-major numbers, in one flat array or nested as the shape is. */
export function fromJson(data: readonly unknown[], { shape, size }: Shaped, port: PortMetadata): HostTensor {
  const nested = shape.length > 1 && Array.isArray(data[0]);
  const rows = nested ? rowsOf(data, shape, port) : rowsOf(data, [size], port);
  const dtype = dtypeOf[port.datatype];
  const made: HostTensor = tensor(dtype, shape, allocate(dtype, size));
  let start = 0;
  for (const row of rows) {
    fill(made, row, start, port);
    start += row.length;
  }
  return made;
}
