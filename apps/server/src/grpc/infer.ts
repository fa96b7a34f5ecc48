/** Inference over gRPC, one call at a time or as a stream. */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { InferencePort } from '../inference.js';
import { tracePhases } from '../spans.js';
import { admit, timeLeft, watched, whileWaited, type Caller, type Gate } from './call.js';
import { readInferMessage } from './infer-message.js';
import { readInferRequest } from './infer-request.js';
import { writeInferResponse } from './infer-response.js';
import type { ModelInferResponse } from './messages.js';
import { statusOf, textOf } from './status.js';

export interface StreamAnswer {
  readonly error_message?: string;
  readonly infer_response?: Partial<ModelInferResponse>;
}

type InferStream = ServerDuplexStream<Buffer, StreamAnswer>;

/** The shorter of what the request and the call allow. */
function shorter(first: number | undefined, second: number | undefined): number | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return Math.min(first, second);
}

/** @param bytes of a ModelInferRequest. */
export async function infer(
  inference: InferencePort,
  bytes: Buffer,
  caller: Caller,
): Promise<ModelInferResponse> {
  const message = readInferMessage(bytes);
  const { model, id } = message;
  const version = message.version === '' ? undefined : message.version;
  const metadata = inference.metadata(model, version);
  const { inputs, outputs, priority, timeout } = readInferRequest(message, metadata);
  const left = shorter(timeout, timeLeft(caller));
  const inferred = await whileWaited(caller, (signal) =>
    inference.infer({ model, version, inputs, priority, timeout: left, signal }),
  );
  const start = performance.now();
  const response = writeInferResponse(id, outputs, inferred);
  tracePhases(caller, { encode: performance.now() - start, ...inferred.timing });
  return response;
}

/** Clients that wait for a mark of the last answer find it in the only one that a request has. */
function marked({ parameters, ...rest }: ModelInferResponse): ModelInferResponse {
  return { ...rest, parameters: { ...parameters, triton_final_response: { bool_param: true } } };
}

/** What a client of many requests knows the failed one by, as far as it can be read. */
function idOf(request: Buffer): string {
  try {
    return readInferMessage(request).id;
  } catch {
    return '';
  }
}

/**
 * Answers a stream's requests one after the other, so that answers come in their order and a fast client waits. What
 * goes wrong with one is told in its answer; the stream goes on.
 */
export function inferStream(gate: Gate, inference: InferencePort): (stream: InferStream) => void {
  const method = 'ModelStreamInfer';
  return (stream) => {
    try {
      admit(gate, stream, method);
    } catch (error) {
      stream.emit('error', statusOf(error));
      return;
    }
    let last = Promise.resolve();
    let admitted = false; // the first request was, with the stream
    const answer = async (request: Buffer): Promise<void> => {
      const work = () => {
        if (admitted) admit(gate, stream, method);
        admitted = true;
        return infer(inference, request, stream);
      };
      const written = await watched(gate, stream, method, work).then(
        (response): StreamAnswer => ({ infer_response: marked(response) }),
        (error: unknown): StreamAnswer => {
          return { error_message: textOf(error), infer_response: { id: idOf(request) } };
        },
      );
      if (!stream.cancelled) stream.write(written);
      stream.resume();
    };
    stream.on('data', (request: Buffer) => {
      stream.pause();
      last = last.then(() => answer(request));
    });
    stream.on('end', () => void last.then(() => stream.end()));
  };
}
