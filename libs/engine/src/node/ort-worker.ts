/** The worker thread of `ortWorkerEngine`: loads compiled programs on ONNX Runtime. */
import { workerData } from 'node:worker_threads';
import type { TensorMap } from '@kantor/tensor';
import type { SessionOptions } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import type { CompiledProgram } from '../ort/compile.js';
import { loadPrograms } from '../ort/host.js';
import { serveOwner } from './serve-owner.js';

export interface OrtWorkerData {
  readonly programs: readonly CompiledProgram[];
  readonly initial: TensorMap;
  readonly options: SessionOptions;
}

const { programs, initial, options } = workerData as OrtWorkerData;
await serveOwner(() => loadPrograms(nodeRuntime(), programs, initial, options));
