/** A session of `onnxruntime-node` behind the port: host tensors in, host tensors out. */
import { availableParallelism } from 'node:os';
import { KantorError, type HostTensor, type TensorMap } from '@kantor/tensor';
import type * as Ort from 'onnxruntime-node';
import { createWrap, unwrap } from '../host-tensors.js';
import type { Session, SessionOptions } from '../runtime.js';
import { messageOf } from '../message.js';

function spin(microseconds: number): Record<string, string> {
  if (microseconds === 0) return { allow_spinning: '0' };
  return { allow_spinning: '1', spin_duration_us: String(microseconds) };
}

export function sessionOptions({
  device,
  threads,
  spinMicroseconds = 50,
  profile,
}: SessionOptions): Ort.InferenceSession.SessionOptions {
  return {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads ?? availableParallelism(),
    interOpNumThreads: 1,
    // Nothing but the end of the process: what is wrong comes as an exception.
    logSeverityLevel: 4,
    extra: { session: { intra_op: spin(spinMicroseconds) } },
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  };
}

export function createSession(ort: typeof Ort, session: Ort.InferenceSession): Session {
  const wrap = createWrap(
    ({ dtype, data, shape }) => new ort.Tensor(dtype, data as Ort.Tensor['data'], shape),
  );
  let released = false;
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(feeds, results = {}) {
      try {
        const inputs: Record<string, Ort.Tensor> = {};
        for (const [name, value] of Object.entries(feeds)) inputs[name] = wrap(value);
        const fetches: Record<string, Ort.Tensor | null> = {};
        for (const name of session.outputNames) {
          fetches[name] = Object.hasOwn(results, name) ? wrap(results[name]) : null;
        }
        const outputs = await session.run(inputs, fetches);
        const named = Object.entries(outputs).map(([name, output]): [string, HostTensor] => [
          name,
          Object.hasOwn(results, name) ? results[name] : unwrap(output),
        ]);
        return Object.fromEntries(named) satisfies TensorMap;
      } catch (cause) {
        throw new KantorError('runtime/run', messageOf(cause), { cause });
      }
    },
    async release() {
      if (released) return;
      released = true;
      await session.release();
    },
  };
}
