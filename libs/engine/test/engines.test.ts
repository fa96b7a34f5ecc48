/** The conformance suite on every engine that this machine may have; `engines-tfjs-*.test.ts` have the native ones, each in a process of its own. */
import { existsSync } from 'node:fs';
import { ortWorkerEngine } from '@kantor/engine/node';
import { findBlockSize, ortEngine } from '@kantor/engine/ort';
import type { Device } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { describeEngine, type MakeEngine } from './conformance.js';
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
