/** The body of an inference request, JSON with or without binary data behind it, as tensors and terms. */
import type { HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { ModelMetadata, NamedTensor, PortMetadata } from '../inference.js';
import { fromBytes, fromJson } from './elements.js';
import { fieldsOf, kinds, optional, parametersOf, required, type Fields } from './fields.js';
import { parseJson } from '../http/json.js';
import { termsOf, requirePlain, type Terms } from './parameters.js';
import {
  matchInputs,
  named,
  requireDatatype,
  requireOneBatch,
  requireOutputs,
  requireShape,
} from './ports.js';
import { quote } from './quote.js';

export interface RequestedOutput {
  readonly name: string;
  readonly binary: boolean;
}

export interface InferRequest extends Terms {
  readonly id: string | undefined;
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly RequestedOutput[];
}

interface WrittenInput {
  readonly name: string;
  readonly fields: Fields;
  /** Of the binary data that belongs to it; undefined if its data stands in the JSON. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * @param header the value of `Inference-Header-Content-Length`, if it came: how many bytes of the body are JSON.
 * @throws KantorError `server/request`, `server/json`, `server/tensor`, `server/not-enabled`
 */
export function parseInferRequest(
  body: Buffer,
  header: string | undefined,
  metadata: ModelMetadata,
): InferRequest {
  const length = jsonLength(header, body.length);
  const request = fieldsOf(parseJson(body.subarray(0, length)), 'The request');
  const parameters = parametersOf(request, 'The request');
  const written = writtenInputs(
    required(request, 'inputs', 'The request', kinds.list),
    body.subarray(length),
  );
  const inputs = matchInputs(written, metadata).map(
    ([input, port]) => [tensorOf(input, port), port] as const,
  );
  requireOneBatch(inputs);
  return {
    id: optional(request, 'id', 'The request', kinds.text),
    inputs: inputs.map(named),
    outputs: outputsOf(request, parameters, metadata),
    ...termsOf(parameters),
  };
}

function jsonLength(header: string | undefined, available: number): number {
  if (header === undefined) return available;
  const length = /^\d{1,15}$/.test(header) ? Number(header) : Number.NaN;
  if (length > 0 && length <= available) return length;
  const sent = `Inference-Header-Content-Length is ${quote(header)}`;
  if (length === 0) {
    throw fault('server/not-enabled', `${sent}: requests without JSON are not offered; describe the input.`);
  }
  throw fault(
    'server/request',
    `${sent}, but must be the number of bytes of JSON at the start of the body, which has ${available}.`,
  );
}

/** Binary data follows in the order of the inputs, without gaps, and to the last byte. */
function writtenInputs(items: readonly unknown[], tail: Uint8Array): readonly WrittenInput[] {
  let at = 0;
  const inputs = items.map((item, index): WrittenInput => {
    const fields = fieldsOf(item, `Input ${index}`);
    const name = required(fields, 'name', `Input ${index}`, kinds.text);
    const what = `The input ${quote(name)}`;
    const parameters = parametersOf(fields, what);
    requirePlain(parameters, name);
    const size = optional(parameters, 'binary_data_size', what, kinds.count);
    if (size === undefined) return { name, fields, bytes: undefined };
    if (size > tail.length - at) {
      throw fault(
        'server/request',
        `${what} says binary_data_size ${size}, but only ${tail.length - at} bytes are left behind the JSON. ` +
          'Inference-Header-Content-Length says where the JSON ends.',
      );
    }
    at += size;
    return { name, fields, bytes: tail.subarray(at - size, at) };
  });
  if (at === tail.length) return inputs;
  throw fault(
    'server/request',
    `${tail.length} bytes follow the JSON, but the binary_data_size of the inputs add up to ${at}.`,
  );
}

function tensorOf({ name, fields, bytes }: WrittenInput, port: PortMetadata): HostTensor {
  const what = `The input ${quote(name)}`;
  requireDatatype(required(fields, 'datatype', what, kinds.text), port);
  const shaped = requireShape(required(fields, 'shape', what, kinds.list), port);
  const data = optional(fields, 'data', what, kinds.list);
  if (bytes && data) throw fault('server/tensor', `${what} has both "data" and "binary_data_size".`);
  if (bytes) return fromBytes(bytes, shaped, port);
  if (data) return fromJson(data, shaped, port);
  throw fault('server/tensor', `${what} has neither "data" nor "binary_data_size".`);
}

/** All of the model's outputs if none is named. */
function outputsOf(request: Fields, parameters: Fields, metadata: ModelMetadata): readonly RequestedOutput[] {
  const usual = optional(parameters, 'binary_data_output', 'The request', kinds.flag) ?? false;
  const items = optional(request, 'outputs', 'The request', kinds.list) ?? [];
  if (items.length === 0) return metadata.outputs.map(({ name }) => ({ name, binary: usual }));
  const outputs = items.map((item, index) => {
    const fields = fieldsOf(item, `Output ${index}`);
    const name = required(fields, 'name', `Output ${index}`, kinds.text);
    const own = parametersOf(fields, `The output ${quote(name)}`);
    requirePlain(own, name);
    const binary = optional(own, 'binary_data', `The output ${quote(name)}`, kinds.flag);
    return { name, binary: binary ?? usual };
  });
  requireOutputs(outputs, metadata);
  return outputs;
}
