/** Every engine that may run here, with the reason where it does not. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Engine } from '@kantor/engine';
import { openTfjs, probeTfjs, tfjsBackends, type TfjsBackend } from '@kantor/engine/node';
import { findBlockSize, ortEngine } from '@kantor/engine/ort';
import { nodeRuntime } from '@kantor/runtime/node';
import { tfjsHere } from '../../../libs/engine/test/support/tfjs.js';

export interface EngineHere {
  readonly name: string;
  /** The engine, or why this machine does not have it. */
  readonly engine: Engine | string;
}

const runtime = nodeRuntime();

/** What the others are compared with. */
export const reference = ortEngine(runtime, { device: 'cpu', threads: 1, blocked: false });

async function inBlocks(): Promise<EngineHere> {
  const name = 'ort-cpu, blocked';
  const blocked = await findBlockSize(runtime);
  const engine =
    blocked === undefined
      ? 'ONNX Runtime has no blocked convolutions here.'
      : { ...ortEngine(runtime, { device: 'cpu', threads: 1, blocked }), name };
  return { name, engine };
}

async function tfjs(backend: TfjsBackend): Promise<EngineHere> {
  if (!existsSync(fileURLToPath(tfjsHere.workerUrl))) {
    return { name: backend, engine: 'a worker needs compiled sources: run `npx tsc -b libs/engine`.' };
  }
  const report = await probeTfjs(backend, tfjsHere);
  const engine = report.available
    ? await openTfjs(backend, { ...tfjsHere, report, threads: 1 })
    : [report.reason, report.fix ?? ''].join(' ').trim();
  return { name: backend, engine };
}

/** All but the reference. */
export function otherEngines(): Promise<EngineHere[]> {
  return Promise.all([inBlocks(), ...tfjsBackends.map(tfjs)]);
}
