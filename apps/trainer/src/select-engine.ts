/** Chooses the engine for training, and says why. */
import { availableParallelism } from 'node:os';
import { KantorError } from '@kantor/tensor';
import type { Engine } from '@kantor/engine';
import { ortWorkerEngine } from '@kantor/engine/node';
import { findBlockSize } from '@kantor/engine/ort';
import { chooseDevice, type Device } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { nearest } from '@kantor/spec';

const engineNames = ['auto', 'ort-cpu', 'ort-cuda', 'ort-webgpu'] as const;

export interface Selected {
  readonly engine: Engine;
  readonly threads: number;
  /** Lines for people: what was chosen and why nothing better. */
  readonly reasons: readonly string[];
}

/**
 * `auto` takes CUDA if it is there, else the CPU. WebGPU is used when asked for only: a training step there copies all
 * states to the host and back, which costs more than a small GPU gives.
 */
const autoDevices: readonly Device[] = ['cuda', 'cpu'];

export async function selectEngine(name: string, threads = availableParallelism()): Promise<Selected> {
  if (!(engineNames as readonly string[]).includes(name)) {
    const close = nearest(name, engineNames);
    throw new KantorError(
      'trainer/engine',
      `There is no engine '${name}'${close ? `; did you mean '${close}'?` : '.'} Engines: ${engineNames.join(', ')}.`,
    );
  }
  const runtime = nodeRuntime();
  const wanted = name === 'auto' ? 'auto' : (name.slice('ort-'.length) as Device);
  const { device, tried } = await chooseDevice({ ...runtime, devices: autoDevices }, wanted);
  // Tried here, and not at the load, so that the description says it.
  const blocked = device === 'cpu' && ((await findBlockSize(runtime)) ?? false);
  const engine = ortWorkerEngine({ device, threads, blocked });
  const passedOver = tried.filter(({ available }) => !available);
  return {
    engine,
    threads,
    reasons: [
      `Engine: ${engine.description}`,
      ...passedOver.map((report) => `  not ${report.device}: ${report.reason}`),
    ],
  };
}
