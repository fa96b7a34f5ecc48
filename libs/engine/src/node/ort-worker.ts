/** The worker thread of `ortWorkerEngine`: loads programs on ONNX Runtime and answers the messages of its owner. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { TensorMap } from '@kantor/tensor';
import type { SessionOptions } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import type { CompiledProgram } from '../ort/compile.js';
import { loadPrograms } from '../ort/host.js';
import { encodeError, serveLoaded } from '../remote.js';

export interface OrtWorkerData {
  readonly programs: readonly CompiledProgram[];
  readonly initial: TensorMap;
  readonly options: SessionOptions;
}

const port = parentPort as MessagePort;
const { programs, initial, options } = workerData as OrtWorkerData;

try {
  const loaded = await loadPrograms(nodeRuntime(), programs, initial, options);
  serveLoaded(
    {
      send: (message, transfer) => port.postMessage(message, transfer),
      onMessage: (listener) => void port.on('message', listener),
    },
    loaded,
  );
  port.postMessage({ ok: true });
} catch (error) {
  port.postMessage(encodeError(error));
}
