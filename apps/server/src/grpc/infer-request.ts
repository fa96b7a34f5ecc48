/** An inference message as tensors and terms; raw bytes or typed contents, never both. */
import type { HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { ModelMetadata, NamedTensor, PortMetadata } from '../inference.js';
import { fromBytes } from '../v2/elements.js';
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
import type { InferInput, InferMessage } from './infer-message.js';

export interface GrpcInference extends Terms {
  readonly inputs: readonly NamedTensor[];
  /** Names of the outputs that are wanted, in order. */
  readonly outputs: readonly string[];
}

interface WrittenInput {
  readonly name: string;
  readonly input: InferInput;
  readonly raw: Buffer | undefined;
}

/** @throws KantorError `server/request`, `server/tensor`, `server/not-enabled` */
export function readInferRequest(message: InferMessage, metadata: ModelMetadata): GrpcInference {
  const inputs = matchInputs(writtenInputs(message), metadata).map(
    ([input, port]) => [tensorOf(input, port), port] as const,
  );
  requireOneBatch(inputs);
  requireOutputs(message.outputs, metadata);
  for (const { name, parameters } of message.outputs) requirePlain(parameters, name);
  const asked = message.outputs.length === 0 ? metadata.outputs : message.outputs;
  return {
    inputs: inputs.map(named),
    outputs: asked.map(({ name }) => name),
    ...termsOf(message.parameters),
  };
}

function writtenInputs({ inputs, raw }: InferMessage): readonly WrittenInput[] {
  for (const { name, parameters } of inputs) requirePlain(parameters, name);
  if (raw.length === 0) return inputs.map((input) => ({ name: input.name, input, raw: undefined }));
  const both = inputs.find(({ contents }) => contents !== undefined);
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
  const shaped = requireShape(input.shape, port);
  return raw ? fromBytes(raw, shaped, port) : fromContents(input.contents, shaped, port);
}
