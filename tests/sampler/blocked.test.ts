/**
 * Models whose transposed convolutions are rewritten for this processor: the same samples, only faster, and the file as
 * it stands wherever that cannot be had. Where ONNX Runtime has no blocked layout, samplers fall back and these hold too.
 */
import { constant, convInputGrad, input, reshape, tanh, type ConvWindow } from '@kantor/graph';
import { nodeRuntime } from '@kantor/runtime/node';
import type { Runtime, Session } from '@kantor/runtime';
import { floats, sizeOf, stream, type StaticShape } from '@kantor/tensor';
import { readOnnx } from '@kantor/onnx';
import { describe, expect, it } from 'vitest';
import { openBlocked } from '../../libs/sampler/src/node/blocked.js';
import type { OpenRequest } from '../../libs/sampler/src/protocol.js';
import { inProcess, useLoad } from './support/load.js';
import { generator, notes, untrained } from './support/models.js';

const load = useLoad();

function furthest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

/** Latents as images of 16 channels, enlarged by one transposed convolution to `channels`. */
function upscaler(kernel: number, { strides, pads }: ConvWindow, channels = 16): Uint8Array {
  const side = (axis: 0 | 1) => 3 * strides[axis];
  const latent = input('latent', ['N', 144]);
  const shape: StaticShape = [16, channels, kernel, kernel];
  const weights = floats(shape, stream(2, 'filters').normal(new Float32Array(sizeOf(shape))));
  const large = convInputGrad(reshape(latent, ['N', 16, 3, 3]), constant(weights), {
    ...{ strides, pads },
    inputSize: [side(0), side(1)],
  });
  const metadata = notes({ size: 144, shape: [channels, side(0), side(1)], range: [-1, 1] });
  return generator([latent], tanh(large), metadata);
}

const half: ConvWindow = { strides: [2, 2], pads: [1, 1, 1, 1] };

describe('samples of rewritten models', () => {
  it.each<[string, Uint8Array]>([
    ['mnist-wgan-gp', untrained('mnist-wgan-gp')],
    ['mnist-wgan-gp, weights as float16', untrained('mnist-wgan-gp', 'float16')],
    ['dcgan-64', untrained('dcgan-64')],
    ['a kernel of 4', upscaler(4, half)],
    ['a kernel of 5, padded more at the end', upscaler(5, { strides: [2, 2], pads: [1, 1, 2, 2] })],
    ['a kernel of 6', upscaler(6, { strides: [2, 2], pads: [2, 2, 2, 2] })],
    ['a kernel of 3 at stride 1', upscaler(3, { strides: [1, 1], pads: [1, 1, 1, 1] })],
    ['a kernel of 6 at stride 3', upscaler(6, { strides: [3, 3], pads: [1, 1, 2, 2] })],
    ['eight channels, which may be half a block', upscaler(4, half, 8)],
    ['strides that differ', upscaler(4, { strides: [2, 1], pads: [1, 1, 1, 2] })],
  ])('are those of the file: %s', async (_, file) => {
    const [rewritten, plain] = [await load(file), await load(file, { blocked: false })];
    expect(plain.report().blockSize).toBeUndefined();
    const ask = { seed: 3, count: 21 };
    const [a, b] = [await rewritten.sample(ask), await plain.sample(ask)];
    expect(furthest(a.data, b.data)).toBeLessThan(1e-5);
  });

  it('do not depend on the samples beside them, nor on threads or processes', async () => {
    const file = untrained('mnist-wgan-gp');
    const { data } = await (await load(file)).sample({ seed: 3, count: 70 });
    for (const options of [{}, { threads: 2 }, inProcess]) {
      const one = await (await load(file, options)).sample({ seed: 3, count: 1 });
      expect(one.data).toEqual(data.slice(0, one.data.length));
    }
  });

  it('are reported, and so are the operators that draw them', async () => {
    const sampler = await load(untrained('mnist-wgan-gp'));
    const { blockSize } = sampler.report();
    const { ReorderOutput } = (await sampler.operators()) ?? {};
    expect(ReorderOutput).toEqual(blockSize === undefined ? undefined : { cpu: 1 });
  });
});

describe('a model that is opened', () => {
  const file = untrained('mnist-wgan-gp');
  const real = nodeRuntime();
  /** The rewritten model, not the small one that the size is found by. */
  const isBlocked = (model: Uint8Array) => {
    const { operators, outputs } = readOnnx(model);
    return 'ReorderInput' in operators && outputs[0].name === 'samples';
  };
  const request = {
    ...{ model: file, device: 'cpu', threads: 1, blocked: true, warm: [1] },
    ports: {
      latent: { name: 'latent', shape: [64] },
      output: { name: 'samples', shape: [1, 28, 28] },
      ...{ labels: undefined, batch: undefined },
    },
    latent: { size: 64, distribution: 'normal' },
  } satisfies Partial<OpenRequest> as OpenRequest;

  /** The real runtime, with what becomes of sessions of blocked models, and how many sessions are left open. */
  function watched(change: (session: Session) => Session | Promise<never>) {
    const left = new Set<Session>();
    const runtime: Runtime = {
      ...real,
      async open(model, options) {
        const opened = await real.open(model, options);
        const session = isBlocked(model) ? await change(opened) : opened;
        const counted: Session = {
          ...session,
          async release() {
            left.delete(counted);
            await session.release();
          },
        };
        left.add(counted);
        return counted;
      },
    };
    return { runtime, left };
  }

  const open = async (change: (session: Session) => Session | Promise<never>, changed = request) => {
    const { runtime, left } = watched(change);
    const opened = await openBlocked(runtime, changed, { device: 'cpu', threads: 1 });
    expect([...left]).toEqual([opened.session]);
    await opened.session.release();
    return opened;
  };

  /** As if the block were of another size: numbers, but others. */
  const wrong = (value: number) => (session: Session) => ({
    ...session,
    run: () => {
      const data = new Float32Array(2 * 784).fill(value);
      return Promise.resolve({ samples: floats([2, 1, 28, 28], data) });
    },
  });

  it.each<[string, (session: Session) => Session | Promise<never>]>([
    ['gives other numbers', wrong(0.5)],
    ['gives no numbers', wrong(NaN)],
    ['is refused', () => Promise.reject(new Error('no such kernel'))],
    ['fails', (session) => ({ ...session, run: () => Promise.reject(new Error('fails')) })],
  ])('runs as it stands if the rewritten one %s, and leaves no session behind', async (_, change) => {
    const { model, blockSize } = await open(change);
    expect(model).toBe(file);
    expect(blockSize).toBeUndefined();
  });

  it('runs as it stands if that is asked for, without a trial', async () => {
    const { blockSize } = await open(() => Promise.reject(new Error('tried')), {
      ...request,
      blocked: false,
    });
    expect(blockSize).toBeUndefined();
  });

  it('is rewritten where the runtime is right about it', async () => {
    const { blockSize, model } = await open((session) => session);
    expect(isBlocked(model)).toBe(blockSize !== undefined);
  });
});
