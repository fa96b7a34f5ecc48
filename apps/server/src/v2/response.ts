/** The answer to an inference request: JSON, and behind it the outputs that were asked for as binary data. */
import type { HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { Inferred } from '../inference.js';
import { datatypeOf } from './datatypes.js';
import { quote } from './quote.js';
import type { InferRequest, RequestedOutput } from './request.js';

export interface InferResponse {
  readonly body: string | Buffer;
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

function requireFinite({ data, dtype }: HostTensor, name: string): void {
  if (dtype !== 'float32') return;
  const index = (data as Float32Array).findIndex((value) => !Number.isFinite(value));
  if (index === -1) return;
  throw fault(
    'server/not-finite',
    `The output ${quote(name)} has ${data[index]} as element ${index}, which JSON cannot hold. ` +
      'Ask for it with "binary_data": true.',
  );
}

/** Written by hand: all digits of an int64 stay, and no list of numbers is built for a tensor. */
function outputJson({ name, binary }: RequestedOutput, output: HostTensor): string {
  if (!binary) requireFinite(output, name);
  const head = JSON.stringify({ name, datatype: datatypeOf(output), shape: output.shape }).slice(0, -1);
  return binary
    ? `${head},"parameters":{"binary_data_size":${output.data.byteLength}}}`
    : `${head},"data":[${output.data.join(',')}]}`;
}

/** @throws KantorError `server/not-finite` if an output that goes into JSON is not finite */
export function writeInferResponse({ id, outputs }: InferRequest, inferred: Inferred): InferResponse {
  const found = outputs.map((asked) => [asked, outputOf(inferred, asked.name)] as const);
  const head = JSON.stringify({
    model_name: inferred.model,
    model_version: inferred.version,
    id, // left out if undefined
    parameters: { sha256: inferred.hash },
  }).slice(0, -1);
  const json = `${head},"outputs":[${found.map((pair) => outputJson(...pair)).join(',')}]}`;
  if (!outputs.some(({ binary }) => binary)) return { body: json, jsonLength: undefined };
  const first = Buffer.from(json);
  const parts = found.filter(([{ binary }]) => binary).map(([, output]) => bytesOf(output));
  return { body: Buffer.concat([first, ...parts]), jsonLength: first.length };
}
