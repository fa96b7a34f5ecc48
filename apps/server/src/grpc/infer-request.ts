/** An inference message as tensors and terms; raw bytes or typed contents, never both. */
import type { HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { ModelMetadata, NamedTensor, PortMetadata } from '../inference.js';
import { fromBytes } from '../v2/elements.js';
import type { Fields } from '../v2/fields.js';
import { requirePlain, termsOf, type Terms } from '../v2/parameters.js';
import {
  matchInputs,
  named,
  requireDatatype,
  requireOneBatch,
  requireOutputs,
  requireShape,
} from '../v2/ports.js';
import { quote } from '../v2/quote.js';
import { fromContents } from './contents.js';
import type { InferInputTensor, InferParameter, ModelInferRequest, Parameters } from './messages.js';

export interface GrpcInference extends Terms {
  readonly inputs: readonly NamedTensor[];
  /** Names of the outputs that are wanted, in order. */
  readonly outputs: readonly string[];
}

interface WrittenInput {
  readonly name: string;
  readonly input: InferInputTensor;
  readonly raw: Buffer | undefined;
}

/** @throws KantorError `server/request`, `server/tensor`, `server/not-enabled` */
export function readInferRequest(request: ModelInferRequest, metadata: ModelMetadata): GrpcInference {
  const inputs = matchInputs(writtenInputs(request), metadata).map(
    ([input, port]) => [tensorOf(input, port), port] as const,
  );
  requireOneBatch(inputs);
  requireOutputs(request.outputs, metadata);
  for (const { name, parameters } of request.outputs) requirePlain(valuesOf(parameters), name);
  const asked = request.outputs.length === 0 ? metadata.outputs : request.outputs;
  return {
    inputs: inputs.map(named),
    outputs: asked.map(({ name }) => name),
    ...termsOf(valuesOf(request.parameters)),
  };
}

function writtenInputs({ inputs, raw_input_contents: raw }: ModelInferRequest): readonly WrittenInput[] {
  for (const { name, parameters } of inputs) requirePlain(valuesOf(parameters), name);
  if (raw.length === 0) return inputs.map((input) => ({ name: input.name, input, raw: undefined }));
  const both = inputs.find(({ contents }) => contents !== null);
  if (both) {
    throw fault(
      'server/request',
      `The input ${quote(both.name)} has contents although raw_input_contents are there; send one or the other.`,
    );
  }
  if (raw.length !== inputs.length) {
    throw fault(
      'server/request',
      `raw_input_contents has ${raw.length} items for ${inputs.length} inputs; it must have one for each.`,
    );
  }
  return inputs.map((input, index) => ({ name: input.name, input, raw: raw[index] }));
}

function tensorOf({ input, raw }: WrittenInput, port: PortMetadata): HostTensor {
  requireDatatype(input.datatype, port);
  const shaped = requireShape(input.shape.map(Number), port);
  return raw ? fromBytes(raw, shaped, port) : fromContents(input.contents, shaped, port);
}

function valueOf(parameter: InferParameter): unknown {
  switch (parameter.parameter_choice) {
    case 'bool_param':
      return parameter.bool_param;
    case 'string_param':
      return parameter.string_param;
    case 'double_param':
      return parameter.double_param;
    case 'int64_param':
      return Number(parameter.int64_param);
    case 'uint64_param':
      return Number(parameter.uint64_param);
    case undefined:
      return undefined;
  }
}

/** As JSON would have them. */
function valuesOf(parameters: Parameters): Fields {
  return Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, valueOf(value)]));
}
