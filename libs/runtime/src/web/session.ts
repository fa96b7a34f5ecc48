/** A session of `onnxruntime-web` behind the port: host tensors in, host tensors out. */
import { formatShape, KantorError, sameShape, type HostTensor, type TensorMap } from '@kantor/tensor';
import type * as Ort from 'onnxruntime-web';
import { createWrap, unwrap } from '../host-tensors.js';
import { messageOf } from '../message.js';
import type { Session } from '../runtime.js';
import type { Guard } from './gpu.js';
import type { InTurn } from '../in-turn.js';

export interface Place {
  readonly ort: typeof Ort;
  readonly inTurn: InTurn;
  readonly guard: Guard;
}

export function sessionOptions({
  device,
}: {
  readonly device: 'webgpu' | 'wasm';
}): Ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    // Nothing but the end of the process: what is wrong comes as an exception.
    logSeverityLevel: 4,
  };
}

/** ONNX Runtime on the web copies results out of its own memory; a place that was given gets them in one more copy. */
function fill(name: string, place: HostTensor, made: HostTensor): HostTensor {
  if (place.dtype !== made.dtype || !sameShape(place.shape, made.shape)) {
    const [wanted, came] = [place, made].map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
    throw new Error(`the result '${name}' is ${came}, but its place is ${wanted}`);
  }
  (place.data as Uint8Array).set(made.data as Uint8Array);
  return place;
}

export function createSession({ ort, inTurn, guard }: Place, session: Ort.InferenceSession): Session {
  const wrap = createWrap(
    ({ dtype, data, shape }) => new ort.Tensor(dtype, data as Ort.Tensor['data'], shape),
  );
  let released: Promise<void> | undefined;
  const runOnce = async (feeds: TensorMap, results: TensorMap): Promise<TensorMap> => {
    const inputs: Record<string, Ort.Tensor> = {};
    for (const [name, value] of Object.entries(feeds)) inputs[name] = wrap(value);
    const outputs: Record<string, HostTensor> = {};
    for (const [name, output] of Object.entries(await session.run(inputs))) {
      const made = unwrap(output);
      outputs[name] = Object.hasOwn(results, name) ? fill(name, results[name], made) : made;
    }
    return outputs;
  };
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(feeds, results = {}) {
      try {
        return await inTurn(() => {
          if (released) throw new Error('the session was released');
          return guard(() => runOnce(feeds, results));
        });
      } catch (cause) {
        if (cause instanceof KantorError) throw cause;
        throw new KantorError('runtime/run', messageOf(cause), { cause });
      }
    },
    release() {
      released ??= inTurn(() => session.release());
      return released;
    },
  };
}
