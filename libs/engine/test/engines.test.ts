/** The conformance suite on every engine that this machine may have. */
import { existsSync } from 'node:fs';
import { openTfjs, ortWorkerEngine, type TfjsBackend } from '@kantor/engine/node';
import { findBlockSize, ortEngine } from '@kantor/engine/ort';
import type { Device } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { describeEngine, type MakeEngine } from './conformance.js';
import { lookForTfjs, tfjsHere } from './support/tfjs.js';
import { testBackends, tfjsOn } from './support/tfjs-backends.js';
import { workerUrl } from './support/worker.js';

const runtime = nodeRuntime();

async function ort(device: Device): Promise<MakeEngine | string> {
  const { available, reason } = await runtime.probe(device);
  return available ? () => ortEngine(runtime, { device, threads: 1, blocked: false }) : reason;
}

const inWorker: MakeEngine | string = existsSync(workerUrl)
  ? () => ortWorkerEngine({ device: 'cpu', threads: 1 }, workerUrl)
  : 'a worker needs compiled sources: run `npx tsc -b libs/engine`.';

/** As applications open it. One thread, for both: the first to load libtensorflow decides for the process. */
async function nativeTfjs(backend: TfjsBackend): Promise<MakeEngine | string> {
  const report = await lookForTfjs(backend);
  return typeof report === 'string' ? report : () => openTfjs(backend, { ...tfjsHere, threads: 1, report });
}

const blocked = await findBlockSize(runtime);
const inBlocks: MakeEngine | string =
  blocked === undefined
    ? 'ONNX Runtime has no blocked convolutions here.'
    : () => ortEngine(runtime, { device: 'cpu', threads: 1, blocked });

describeEngine('ort-cpu', await ort('cpu'));
describeEngine('ort-cpu, blocked', inBlocks);
describeEngine('ort-cpu in a worker', inWorker, { cycles: 20 });
describeEngine('ort-cuda', await ort('cuda'));
describeEngine('ort-webgpu', await ort('webgpu'));
for (const [name, backend] of Object.entries(testBackends)) describeEngine(name, () => tfjsOn(backend));
describeEngine('tfjs-node in a worker', await nativeTfjs('tfjs-node'), { cycles: 20 });
describeEngine('tfjs-node-gpu in a worker', await nativeTfjs('tfjs-node-gpu'), { cycles: 20 });
