/** The answer to an inference request: JSON, and behind it the outputs that were asked for as binary data. */
import { sizeOf, type HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { Inferred, ModelMetadata } from '../inference.js';
import { bodyOf, gather, lengthOf, type Body } from '../gather.js';
import { flatText, mostInJson } from '../number-text.js';
import { datatypeOf } from './datatypes.js';
import { quote } from './quote.js';
import type { InferRequest, RequestedOutput } from './request.js';

export interface InferResponse extends Body {
  /** Bytes of the body that are JSON; undefined if all of it is. */
  readonly jsonLength: number | undefined;
}

/** The tensor of an output. A model that does not give what its metadata say has a bug. */
export function outputOf({ outputs, model }: Inferred, name: string): HostTensor {
  const output = outputs.find((candidate) => candidate.name === name);
  if (output) return output.tensor;
  throw fault('server/model-failed', `The model ${quote(model)} gave no output ${quote(name)}.`);
}

/** Little-endian bytes, not copied. */
export function bytesOf({ data }: HostTensor): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function requireFinite(name: string, part: HostTensor['data'], from: number): void {
  if (!(part instanceof Float32Array)) return;
  const index = part.findIndex((value) => !Number.isFinite(value));
  if (index === -1) return;
  throw fault(
    'server/not-finite',
    `The output ${quote(name)} has ${part[index]} as element ${from + index}, which JSON cannot hold. ` +
      'Ask for it with "binary_data": true.',
  );
}

/** Written by hand: all digits of an int64 stay, and no list of numbers is built for a tensor. */
function* outputJson({ name, binary }: RequestedOutput, output: HostTensor): Generator<string, void> {
  const head = JSON.stringify({ name, datatype: datatypeOf(output), shape: output.shape }).slice(0, -1);
  if (binary) {
    yield `${head},"parameters":{"binary_data_size":${output.data.byteLength}}}`;
    return;
  }
  yield `${head},"data":[`;
  yield* flatText(output.data, (part, from) => requireFinite(name, part, from));
  yield ']}';
}

/** @throws KantorError `server/request` if the outputs that are to be JSON are more numbers than one text should have. */
export function requireJsonSize({ inputs, outputs }: InferRequest, metadata: ModelMetadata): void {
  const [batch] = inputs[0].tensor.shape;
  const numbers = metadata.outputs
    .filter(({ name }) => outputs.some((asked) => asked.name === name && !asked.binary))
    .reduce((sum, { shape }) => sum + sizeOf(shape.map((size) => (size === -1 ? batch : size))), 0);
  if (numbers <= mostInJson) return;
  throw fault(
    'server/request',
    `The outputs would be ${numbers} numbers of JSON; at most ${mostInJson}. ` +
      'Ask for them with "binary_data_output": true, or for fewer rows.',
  );
}

type Found = readonly (readonly [RequestedOutput, HostTensor])[];

function* responseJson(
  { id }: InferRequest,
  { model, version, hash }: Inferred,
  found: Found,
): Generator<string, void> {
  const head = JSON.stringify({
    model_name: model,
    model_version: version,
    id, // left out if undefined
    parameters: { sha256: hash },
  }).slice(0, -1);
  yield `${head},"outputs":[`;
  for (const [index, pair] of found.entries()) {
    if (index > 0) yield ',';
    yield* outputJson(...pair);
  }
  yield ']}';
}

/** @throws KantorError `server/not-finite` if an output that goes into JSON is not finite */
export async function writeInferResponse(request: InferRequest, inferred: Inferred): Promise<InferResponse> {
  const found = request.outputs.map((asked) => [asked, outputOf(inferred, asked.name)] as const);
  const binary = found.filter(([{ binary }]) => binary).map(([, output]) => bytesOf(output));
  const json = await gather(responseJson(request, inferred, found));
  const jsonLength = binary.length === 0 ? undefined : lengthOf(json);
  return { ...bodyOf([...json, ...binary]), jsonLength };
}
