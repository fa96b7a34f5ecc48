/**
 * Bytes of a ModelInferRequest as an object, its tensors still bytes. Not by the library that reads the other messages:
 * it makes objects of a hundred bytes of what a caller sends in one.
 */
import { fault } from '../faults.js';
import type { Fields } from '../v2/fields.js';
import { readFields, readVarint, toNumber, wire, type FieldReader, type Varint } from './wire.js';

export interface InferInput {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters: Fields;
  /** Of an InferTensorContents; undefined if there is none. */
  readonly contents: Buffer | undefined;
}

export interface InferMessage {
  readonly model: string;
  /** Empty for the newest. */
  readonly version: string;
  readonly id: string;
  readonly parameters: Fields;
  readonly inputs: readonly InferInput[];
  readonly outputs: readonly { readonly name: string; readonly parameters: Fields }[];
  readonly raw: readonly Buffer[];
}

/** Inputs, outputs, axes and parameters of one thing; no model has nearly as many. */
const most = 64;

function push<T>(list: T[], item: T, what: string): void {
  if (list.length === most) throw fault('server/request', `The request has more than ${most} ${what}.`);
  list.push(item);
}

function numberOf(value: Buffer): number {
  const varint: Varint = { low: 0, high: 0, end: 0 };
  readVarint(value, 0, varint);
  return toNumber(varint);
}

function parameterOf(bytes: Buffer): unknown {
  let value: unknown;
  readFields(bytes, (field, type, part) => {
    if (field === 1 && type === wire.varint) value = numberOf(part) !== 0;
    if ((field === 2 || field === 5) && type === wire.varint) value = numberOf(part);
    if (field === 3 && type === wire.bytes) value = part.toString();
    if (field === 4 && type === wire.eight) value = part.readDoubleLE();
  });
  return value;
}

/** A list of parameters, filled as its entries come. */
function parameterList() {
  const entries: (readonly [string, unknown])[] = [];
  const add = (bytes: Buffer): void => {
    let key = '';
    let value: unknown;
    readFields(bytes, (field, type, part) => {
      if (field === 1 && type === wire.bytes) key = part.toString();
      if (field === 2 && type === wire.bytes) value = parameterOf(part);
    });
    push(entries, [key, value], 'parameters');
  };
  return { add, fields: (): Fields => Object.fromEntries(entries) };
}

/** Sizes may be packed or not. */
function addSizes(shape: number[], type: number, value: Buffer): void {
  const varint: Varint = { low: 0, high: 0, end: 0 };
  if (type !== wire.varint && type !== wire.bytes) return;
  for (let at = 0; at < value.length; at = varint.end) {
    readVarint(value, at, varint);
    push(shape, toNumber(varint), 'axes');
  }
}

function inputOf(bytes: Buffer): InferInput {
  let [name, datatype] = ['', ''];
  const shape: number[] = [];
  const parameters = parameterList();
  let contents: Buffer | undefined;
  readFields(bytes, (field, type, value) => {
    if (field === 3) addSizes(shape, type, value);
    if (type !== wire.bytes) return;
    if (field === 1) name = value.toString();
    if (field === 2) datatype = value.toString();
    if (field === 4) parameters.add(value);
    if (field !== 5) return;
    // Parts of one message add up to it.
    contents = contents ? Buffer.concat([contents, value]) : value;
  });
  return { name, datatype, shape, parameters: parameters.fields(), contents };
}

function outputOf(bytes: Buffer): InferMessage['outputs'][number] {
  let name = '';
  const parameters = parameterList();
  readFields(bytes, (field, type, value) => {
    if (type !== wire.bytes) return;
    if (field === 1) name = value.toString();
    if (field === 2) parameters.add(value);
  });
  return { name, parameters: parameters.fields() };
}

/** @throws KantorError `server/request` if the bytes are no message, or one that has too many parts */
export function readInferMessage(bytes: Buffer): InferMessage {
  let [model, version, id] = ['', '', ''];
  const parameters = parameterList();
  const inputs: InferInput[] = [];
  const outputs: InferMessage['outputs'][number][] = [];
  const raw: Buffer[] = [];
  const read: FieldReader = (field, type, value) => {
    if (type !== wire.bytes) return;
    if (field === 1) model = value.toString();
    if (field === 2) version = value.toString();
    if (field === 3) id = value.toString();
    if (field === 4) parameters.add(value);
    if (field === 5) push(inputs, inputOf(value), 'inputs');
    if (field === 6) push(outputs, outputOf(value), 'outputs');
    if (field === 7) push(raw, value, 'raw_input_contents');
  };
  readFields(bytes, read);
  return { model, version, id, parameters: parameters.fields(), inputs, outputs, raw };
}
