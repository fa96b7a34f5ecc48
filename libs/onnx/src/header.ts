/**
 * Reads what an ONNX model says of itself — inputs, outputs, opset, metadata — by walking its fields: weights are passed
 * over, not decoded, and no other library is needed. `readOnnx` of the main entry also counts operators.
 */
import { KantorError } from '@kantor/tensor';
import { elementType } from './header/element-types.js';
import { knownAs } from './header/file-kind.js';
import { findTensors } from './header/tensors.js';
import { integer, message, text, unreadable, walk, type Span } from './header/wire.js';
import type { OnnxPort } from './port.js';

export interface OnnxHeader {
  readonly producer: string;
  readonly irVersion: number;
  readonly opset: number;
  /** Name of the graph. */
  readonly name: string;
  /** Without those that are weights, which old files list too. */
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether some weights are in other files beside this one. */
  readonly externalData: boolean;
  /** Bytes that the weights take up in the file, by the name of their element type: `{ float16: 221184, float: 1240 }`. */
  readonly stored: Readonly<Record<string, number>>;
}
export type { OnnxPort } from './port.js';

/** Entries that a file may have of inputs, outputs, dimensions and metadata together: a file of two bytes each is none. */
const mostEntries = 65_536;

interface ShapeReading {
  type: string;
  shape: (number | string)[];
}

interface Reading {
  readonly bytes: Uint8Array;
  /** Counts what is kept, and refuses a file that has too much of it. */
  count(): void;
}

function createReading(bytes: Uint8Array): Reading {
  let entries = 0;
  return {
    bytes,
    count() {
      if (++entries > mostEntries) {
        throw unreadable(
          `The model lists more than ${mostEntries} inputs, outputs, dimensions and notes; none that is meant to be run does.`,
        );
      }
    },
  };
}

function readDimension({ bytes }: Reading, span: Span): number | string {
  let dimension: number | string = '?';
  walk(bytes, span, {
    1: integer((value) => (dimension = value)),
    2: text((value) => (dimension = value)),
  });
  return dimension;
}

function readTensorType(reading: Reading, span: Span, into: ShapeReading): void {
  const dimension = message((dim) => {
    reading.count();
    into.shape.push(readDimension(reading, dim));
  });
  walk(reading.bytes, span, {
    1: integer((value) => (into.type = elementType(value | 0))),
    2: message((shape) => walk(reading.bytes, shape, { 1: dimension })),
  });
}

function readPort(reading: Reading, span: Span): OnnxPort {
  reading.count();
  let name = '';
  const tensors: ShapeReading[] = []; // one, though a file may give it in parts
  const other = message(() => (tensors.length = 0)); // sequence, map, optional, sparse tensor
  const type = message((within) =>
    walk(reading.bytes, within, {
      1: message((inner) =>
        readTensorType(reading, inner, (tensors[0] ??= { type: 'undefined', shape: [] })),
      ),
      4: other,
      5: other,
      8: other,
      9: other,
    }),
  );
  walk(reading.bytes, span, { 1: text((value) => (name = value)), 2: type });
  if (tensors.length > 0) return { name, ...tensors[0] };
  throw new KantorError('onnx/not-a-tensor', `'${name}' is not a tensor; only tensors are read here.`);
}

function readEntry({ bytes, count }: Reading, span: Span): readonly [key: string, value: string] {
  count();
  let [key, value] = ['', ''];
  walk(bytes, span, { 1: text((found) => (key = found)), 2: text((found) => (value = found)) });
  return [key, value];
}

/** The opset of ONNX's own operators, if this entry is theirs. */
function readOpset({ bytes }: Reading, span: Span): number | undefined {
  let [domain, version] = ['', 0];
  walk(bytes, span, { 1: text((value) => (domain = value)), 2: integer((value) => (version = value)) });
  return domain === '' || domain === 'ai.onnx' ? version : undefined;
}

interface GraphReading {
  name: string;
  readonly inputs: OnnxPort[];
  readonly outputs: OnnxPort[];
}

function readGraph(reading: Reading, span: Span, into: GraphReading): void {
  walk(reading.bytes, span, {
    2: text((value) => (into.name = value)),
    11: message((port) => into.inputs.push(readPort(reading, port))),
    12: message((port) => into.outputs.push(readPort(reading, port))),
  });
}

function readModel(bytes: Uint8Array): OnnxHeader {
  const reading = createReading(bytes);
  const whole: Span = { start: 0, end: bytes.length };
  const metadata = new Map<string, string>();
  let [producer, irVersion] = ['', 0];
  let opset: number | undefined;
  const graphs: GraphReading[] = []; // one, though a file may give it in parts
  const newGraph = (): GraphReading => ({ name: '', inputs: [], outputs: [] });
  walk(bytes, whole, {
    1: integer((value) => (irVersion = value)),
    2: text((value) => (producer = value)),
    7: message((span) => readGraph(reading, span, (graphs[0] ??= newGraph()))),
    8: message((span) => (opset ??= readOpset(reading, span))),
    14: message((span) => metadata.set(...readEntry(reading, span))),
  });
  if (graphs.length === 0) throw unreadable('The file holds no graph, so it is not an ONNX model to run.');
  if (opset === undefined) {
    throw unreadable(
      'The model names no opset, so it is no ONNX model or was cut short. Export or download it again.',
    );
  }
  const [{ name, inputs, outputs }] = graphs;
  const names = new Set(inputs.map((input) => input.name));
  const weights = new Set<string>();
  const { external, stored } = findTensors(bytes, whole, (tensor) => {
    if (names.has(tensor)) weights.add(tensor);
  });
  return {
    producer,
    irVersion,
    opset,
    name,
    inputs: inputs.filter((input) => !weights.has(input.name)),
    outputs,
    metadata: Object.fromEntries(metadata),
    externalData: external,
    stored: Object.fromEntries(stored),
  };
}

/**
 * The header of a model. Nothing is allocated by what the file claims: a reader of a hostile file does little more than
 * go over its bytes twice.
 * @throws KantorError `onnx/unreadable` if the bytes are not an ONNX model; `onnx/not-a-tensor` if an input or output is
 *   a sequence, map or optional value.
 */
export function readHeader(bytes: Uint8Array): OnnxHeader {
  try {
    return readModel(bytes);
  } catch (error) {
    const what = knownAs(bytes);
    throw what === undefined ? error : unreadable(`Expected an ONNX model, but the file ${what}.`);
  }
}
