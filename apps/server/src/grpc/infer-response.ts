/** The answer to an inference message, its tensors as raw bytes. */
import type { Inferred } from '../inference.js';
import { datatypeOf } from '../v2/datatypes.js';
import { bytesOf, outputOf } from '../v2/response.js';
import type { ModelInferResponse } from './messages.js';

/** @param outputs names of those that are wanted, in order. */
export function writeInferResponse(
  id: string,
  outputs: readonly string[],
  inferred: Inferred,
): ModelInferResponse {
  const found = outputs.map((name) => ({ name, tensor: outputOf(inferred, name) }));
  return {
    model_name: inferred.model,
    model_version: inferred.version,
    id,
    parameters: { sha256: { string_param: inferred.hash } },
    outputs: found.map(({ name, tensor }) => ({ name, datatype: datatypeOf(tensor), shape: tensor.shape })),
    raw_output_contents: found.map(({ tensor }) => bytesOf(tensor)),
  };
}
