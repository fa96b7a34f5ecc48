/** Runs TensorFlow.js's backends where they can run, and says why where they cannot. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import type { Method } from '../networks.js';
import { median } from '../statistics.js';
import { startStopwatch } from '../stopwatch.js';
import { createPeerNetworks, type LeakyRelu } from './networks.js';
import { registerGradients } from './register-gradients.js';
import { createPeerSteps } from './steps.js';

export interface PeerRow {
  readonly backend: 'wasm' | 'cpu';
  readonly method: Method;
  readonly filters: number;
  readonly batch: number;
  readonly leakyRelu: LeakyRelu;
  readonly program: 'criticStep' | 'generatorStep';
  /** Processor time of one step at this batch; missing if it did not run. */
  readonly milliseconds?: number;
  /** Why it did not run, in the backend's words. */
  readonly reason?: string;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0].slice(0, 160);
}

async function measure(step: () => Promise<void>, runs: number): Promise<number> {
  await step();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const stop = startStopwatch();
    await step();
    times.push(stop().cpu);
  }
  return median(times);
}

type Case = Omit<PeerRow, 'program' | 'milliseconds' | 'reason'>;

async function runCase(peer: Case, runs: number): Promise<PeerRow[]> {
  await tf.setBackend(peer.backend);
  await tf.ready();
  const steps = createPeerSteps(createPeerNetworks(peer.filters, peer.leakyRelu), peer.method, peer.batch);
  const rows: PeerRow[] = [];
  // The generator's step is the same with a penalty, which is the critic's.
  const programs =
    peer.method === 'WGAN' ? (['criticStep', 'generatorStep'] as const) : (['criticStep'] as const);
  for (const program of programs) {
    // The scope catches what a step that throws leaves behind.
    tf.engine().startScope();
    try {
      rows.push({ ...peer, program, milliseconds: await measure(steps[program], runs) });
    } catch (error) {
      rows.push({ ...peer, program, reason: firstLine(error) });
    } finally {
      tf.engine().endScope();
    }
  }
  steps.dispose();
  return rows;
}

export const tfjsVersion = tf.version_core;

/** @param batch samples in a batch: the cpu backend is too slow for 64. */
export async function measurePeers(
  methods: readonly Method[],
  filters: readonly number[],
  { batch, runs }: { readonly batch: number; readonly runs: number },
): Promise<PeerRow[]> {
  await registerGradients();
  const rows: PeerRow[] = [];
  for (const backend of ['wasm', 'cpu'] as const) {
    for (const method of methods) {
      const forms: readonly LeakyRelu[] = method === 'WGAN' ? ['leakyRelu'] : ['leakyRelu', 'relu'];
      for (const width of filters) {
        for (const leakyRelu of forms) {
          rows.push(...(await runCase({ backend, method, filters: width, batch, leakyRelu }, runs)));
        }
      }
    }
  }
  return rows;
}
