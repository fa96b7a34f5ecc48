/** Typed contents of an input, a list of numbers in the message, as a tensor. */
import { allocate, formatShape, tensor, type HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { Datatype, PortMetadata } from '../inference.js';
import { dtypeOf } from '../v2/datatypes.js';
import { quote } from '../v2/quote.js';
import { readFields, readVarint, wire, type Varint } from './wire.js';

/** Fields of InferTensorContents by their number, from 1 on. */
const names = [
  'bool_contents',
  'int_contents',
  'int64_contents',
  'uint_contents',
  'uint64_contents',
  'fp32_contents',
  'fp64_contents',
  'bytes_contents',
];

const fieldOf = { INT32: 2, INT64: 3, FP32: 6 } as const satisfies Record<Datatype, number>;

interface Shaped {
  readonly shape: readonly number[];
  readonly size: number;
}

/** Writes numbers one after the other, and counts on past the end. */
interface Writer {
  count: number;
  /** Bytes of packed numbers, or of a single one. */
  write(value: Buffer): void;
}

/** Varints of 32 or 64 bits; a negative INT32 has 64 on the wire. */
function varintWriter(data: Int32Array | BigInt64Array): Writer {
  const words = new Int32Array(data.buffer, data.byteOffset);
  const stride = words.length / data.length;
  const varint: Varint = { low: 0, high: 0, end: 0 };
  const writer: Writer = {
    count: 0,
    write: (value) => {
      for (let at = 0; at < value.length; at = varint.end) {
        readVarint(value, at, varint);
        const word = stride * writer.count++;
        words[word] = varint.low; // past the end, typed arrays keep nothing
        if (stride === 2) words[word + 1] = varint.high;
      }
    },
  };
  return writer;
}

function floatWriter(data: Float32Array): Writer {
  const writer: Writer = {
    count: 0,
    write: (value) => {
      for (let at = 0; at + 4 <= value.length; at += 4) data[writer.count++] = value.readFloatLE(at);
    },
  };
  return writer;
}

function writerFor({ data }: HostTensor): Writer {
  return data instanceof Float32Array ? floatWriter(data) : varintWriter(data as Int32Array | BigInt64Array);
}

/** @throws KantorError `server/tensor` if other contents came than the datatype has, or not as many as the shape says */
export function fromContents(
  contents: Buffer | undefined,
  { shape, size }: Shaped,
  port: PortMetadata,
): HostTensor {
  const field = fieldOf[port.datatype];
  const name = names[field - 1];
  const refuse = (what: string) => fault('server/tensor', `The input ${quote(port.name)} ${what}.`);
  const fewer = (count: number | string) =>
    refuse(`has ${count} elements in ${name}, but its shape ${formatShape(shape)} has ${size}`);
  // A number has a byte at least: nothing is allocated for more than can be there.
  if (contents === undefined || contents.length < size) throw fewer(contents?.length ? 'too few' : 'no');
  const dtype = dtypeOf[port.datatype];
  const made: HostTensor = tensor(dtype, shape, allocate(dtype, size));
  const writer = writerFor(made);
  const single = port.datatype === 'FP32' ? wire.four : wire.varint;
  readFields(contents, (number, type, value) => {
    if (number === field && (type === wire.bytes || type === single)) writer.write(value);
    else if (number <= names.length && value.length > 0)
      throw refuse(`came in ${names[number - 1]}; ${port.datatype} belongs in ${name}`);
  });
  if (writer.count !== size) throw fewer(writer.count);
  return made;
}
