/** What tests ask of the engine's page, which does it in the page itself or in a worker. */
import { ortEngine } from '@kantor/engine/ort';
import { chooseDevice, type Choice, type Device, type DeviceReport } from '@kantor/runtime';
import { webRuntime, type WebRuntimeOptions } from '@kantor/runtime/web';
import { parseModel } from '@kantor/spec';
import { stream } from '@kantor/tensor';
import { createModel, criticStep, drawLatents, generatorStep, sample, score } from '@kantor/wgan';
import { plain, tensorsOf, type PlainTensors } from './plain.js';

/** How ONNX Runtime is set up, and on which device. */
interface Setup extends WebRuntimeOptions {
  readonly device: Device;
}

export interface StepTask {
  /** What `model.json` holds. */
  readonly model: unknown;
  readonly program: 'criticStep' | 'generatorStep' | 'sample' | 'score';
  readonly feeds: PlainTensors;
  readonly before: PlainTensors;
}

function programOf({ model, program }: StepTask) {
  const spec = parseModel(model);
  const networks = createModel(spec);
  const { batchSize, ema } = spec.training;
  if (program === 'sample') return sample(networks, batchSize, ema === 0 ? 'raw' : 'ema');
  return { criticStep, generatorStep, score }[program](networks, batchSize);
}

const digest = async (data: Float32Array): Promise<string> => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', data as Float32Array<ArrayBuffer>));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

export const tasks = {
  probe: ({ device, ...options }: Setup): Promise<DeviceReport> => webRuntime(options).probe(device),

  choose: (options: WebRuntimeOptions): Promise<Choice> => chooseDevice(webRuntime(options), 'auto'),

  /** Runs programs once, each from its own start; gives outputs and states. */
  async steps({ device, ...options }: Setup, steps: readonly StepTask[]): Promise<PlainTensors[]> {
    const engine = ortEngine(webRuntime(options), { device });
    const results: PlainTensors[] = [];
    for (const step of steps) {
      const loaded = await engine.load({ program: programOf(step) }, tensorsOf(step.before));
      const outputs = await loaded.run('program', tensorsOf(step.feeds));
      results.push(plain({ ...outputs, ...(await loaded.read()) }));
      await loaded.dispose();
    }
    return results;
  },

  /** SHA-256 of the bytes of normal and of uniform numbers, in the order given. */
  async draws(seed: number, purpose: string, step: number, count: number): Promise<string[]> {
    const random = stream(seed, purpose, step);
    return [
      await digest(random.normal(new Float32Array(count))),
      await digest(random.uniform(new Float32Array(count))),
    ];
  },

  async latents(
    distribution: 'normal' | 'uniform',
    count: number,
    size: number,
    seed: number,
  ): Promise<string> {
    const { data } = drawLatents({ size, distribution }, count, seed, 'sample');
    return digest(data);
  },
};

export type Tasks = typeof tasks;
