/** The engine on ONNX Runtime, in the calling thread: programs become ONNX models, states stay in its tensors. */
import type { Runtime, SessionOptions } from '@kantor/runtime';
import type { Engine } from '../engine.js';
import { compilePrograms } from './compile.js';
import { loadPrograms } from './host.js';

/** `ort-cpu on onnxruntime-node 1.30.0, 2 threads`. */
export function describeOrt(runtime: Pick<Runtime, 'name'>, { device, threads }: SessionOptions): string {
  const detail = threads === undefined ? '' : `, ${threads} thread${threads === 1 ? '' : 's'}`;
  return `ort-${device} on ${runtime.name}${detail}`;
}

export function ortEngine(runtime: Runtime, options: SessionOptions): Engine {
  return {
    name: `ort-${options.device}`,
    description: describeOrt(runtime, options),
    load: async (programs, initial) => loadPrograms(runtime, compilePrograms(programs), initial, options),
  };
}
