/** What tests ask of the engine's page, which does it in the page itself or in a worker. */
import { ortEngine } from '@kantor/engine/ort';
import { add, input, matmul } from '@kantor/graph';
import { writeOnnx } from '@kantor/onnx';
import {
  chooseDevice,
  type Choice,
  type Device,
  type DeviceReport,
  type Session,
  type SessionOptions,
} from '@kantor/runtime';
import { webRuntime, type WebRuntimeOptions } from '@kantor/runtime/web';
import { parseModel } from '@kantor/spec';
import { floats, stream, zeros } from '@kantor/tensor';
import { createModel, criticStep, drawLatents, generatorStep, sample, score } from '@kantor/wgan';
import { fromBase64, plain, tensorsOf, type PlainTensors } from './plain.js';

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

function doubling(): Uint8Array {
  const x = input('x', [1]);
  return writeOnnx({ name: 'doubling', inputs: [x], outputs: [['y', add(x, x)]] });
}

/** x [1, 512] → x·w with weights w [512, 1024]. */
function largeModel(): Uint8Array {
  const x = input('x', [1, 512]);
  const w = input('w', [512, 1024]);
  const weights = { w: floats([512, 1024], stream(1, 'w').uniform(new Float32Array(512 * 1024))) };
  return writeOnnx({ name: 'large', inputs: [x], outputs: [['y', matmul(x, w)]], weights });
}

const digest = async (data: Float32Array): Promise<string> => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', data as Float32Array<ArrayBuffer>));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

const sessions: Session[] = [];

export const tasks = {
  probe: ({ device, ...options }: Setup): Promise<DeviceReport> => webRuntime(options).probe(device),

  choose: (options: WebRuntimeOptions): Promise<Choice> => chooseDevice(webRuntime(options), 'auto'),

  /** Opens the model y = x + x on a device and gives y for x = 1. */
  async run({ device, ...options }: Setup, session: { readonly threads?: number }): Promise<number[]> {
    const opened = await webRuntime(options).open(doubling(), { device, ...session });
    const { y } = await opened.run({ x: floats([1], [1]) });
    await opened.release();
    return Array.from(y.data as Float32Array);
  },

  /** Opens a model, given in base64; the number stands for the session. */
  async open(
    options: WebRuntimeOptions,
    model: string,
    session: SessionOptions,
  ): Promise<Pick<Session, 'inputNames' | 'outputNames'> & { readonly id: number }> {
    const opened = await webRuntime(options).open(fromBase64(model), session);
    const { inputNames, outputNames } = opened;
    return { id: sessions.push(opened) - 1, inputNames, outputNames };
  },

  /** @param places where to write results, by name; what they hold does not matter. */
  async runSession(id: number, feeds: PlainTensors, places: PlainTensors): Promise<PlainTensors> {
    return plain(await sessions[id].run(tensorsOf(feeds), tensorsOf(places)));
  },

  release: (id: number): Promise<void> => sessions[id].release(),

  /** Opens, runs and releases a model with 2 MB of weights, `count` times. */
  async cycle({ device, ...options }: Setup, count: number): Promise<void> {
    const runtime = webRuntime(options);
    const model = largeModel();
    for (let i = 0; i < count; i++) {
      const session = await runtime.open(model, { device });
      await session.run({ x: zeros('float32', [1, 512]) });
      await session.release();
    }
  },

  /** Whether code may be made from text, which a strict policy forbids. */
  evaluates(): boolean {
    try {
      const make = Function as unknown as (body: string) => () => boolean;
      return make('return true')();
    } catch {
      return false;
    }
  },

  /** Runs programs once, each from its own start; gives outputs and states. */
  async steps({ device, ...options }: Setup, steps: readonly StepTask[]): Promise<PlainTensors[]> {
    const runtime = webRuntime(options);
    const engine = ortEngine(runtime, { device });
    const results: PlainTensors[] = [];
    const kept = await runtime.open(doubling(), { device }); // and with it the GPU, while programs come and go
    for (const step of steps) {
      const loaded = await engine.load({ program: programOf(step) }, tensorsOf(step.before));
      const outputs = await loaded.run('program', tensorsOf(step.feeds));
      results.push(plain({ ...outputs, ...(await loaded.read()) }));
      await loaded.dispose();
    }
    await kept.release();
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
