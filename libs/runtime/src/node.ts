/** ONNX Runtime in Node: the `onnxruntime-node` package behind the runtime port. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { KantorError, type HostTensor, type TensorMap } from '@kantor/tensor';
import type * as Ort from 'onnxruntime-node';
import { probeFeeds, probeModel } from './probe-model.js';
import type { Device, DeviceReport, Runtime, Session, SessionOptions } from './runtime.js';

type OrtModule = typeof Ort;

function load(): { ort: OrtModule; version: string } {
  const require = createRequire(import.meta.url);
  try {
    const { version } = JSON.parse(
      readFileSync(require.resolve('onnxruntime-node/package.json'), 'utf8'),
    ) as { version: string };
    return { ort: require('onnxruntime-node') as OrtModule, version };
  } catch (cause) {
    throw new KantorError(
      'runtime/missing',
      `The package onnxruntime-node could not be loaded: ${messageOf(cause)}\n` +
        'Install it with `npm install onnxruntime-node`; it needs Linux, macOS or Windows on x64 or arm64.',
      { cause },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sessionOptions({
  device,
  threads,
  spinning = true,
  profile,
}: SessionOptions): Ort.InferenceSession.SessionOptions {
  return {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads ?? availableParallelism(),
    interOpNumThreads: 1,
    // Errors only: warnings about constant folding and device placement are not for our users.
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  };
}

function createSession(ort: OrtModule, session: Ort.InferenceSession): Session {
  // A tensor that comes again, as states do, keeps its wrapper.
  const wrapped = new WeakMap<HostTensor, Ort.Tensor>();
  const wrap = (value: HostTensor): Ort.Tensor => {
    let tensor = wrapped.get(value);
    if (!tensor) {
      tensor = new ort.Tensor(value.dtype, value.data as Ort.Tensor['data'] as Float32Array, value.shape);
      wrapped.set(value, tensor);
    }
    return tensor;
  };
  const wrapAll = (tensors: TensorMap) =>
    Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, wrap(value)]));

  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(feeds, results = {}) {
      const fetches: Record<string, Ort.Tensor | null> = {};
      for (const name of session.outputNames) fetches[name] = name in results ? wrap(results[name]) : null;
      const outputs = await session.run(wrapAll(feeds), fetches);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { type, dims, data }]) => [
          name,
          results[name] ?? {
            dtype: type as HostTensor['dtype'],
            shape: dims,
            data: data as HostTensor['data'],
          },
        ]),
      );
    },
    release: () => session.release(),
  };
}

const fixes: Readonly<Record<Device, string>> = {
  cpu: 'Reinstall onnxruntime-node.',
  cuda: 'The CUDA provider is not part of the npm package and needs an NVIDIA driver, CUDA and cuDNN; see docs/gpu.md.',
  webgpu: 'It needs a GPU with a Vulkan, Metal or Direct3D 12 driver.',
  wasm: 'It is for browsers; use cpu in Node.',
};

/**
 * ONNX Runtime of the `onnxruntime-node` package.
 * @throws KantorError `runtime/missing` if the package is not installed or has no build for this machine.
 */
export function nodeRuntime(): Runtime {
  const { ort, version } = load();
  const open = async (model: Uint8Array, options: SessionOptions): Promise<Session> => {
    try {
      return createSession(ort, await ort.InferenceSession.create(model, sessionOptions(options)));
    } catch (cause) {
      throw new KantorError(
        'runtime/open',
        `ONNX Runtime ${version} refused the model on ${options.device}: ${messageOf(cause)}`,
        { cause },
      );
    }
  };
  const probe = async (device: Device): Promise<DeviceReport> => {
    try {
      const session = await open(probeModel, { device, threads: 1 });
      await session.run(probeFeeds);
      await session.release();
      return { device, available: true, reason: `onnxruntime-node ${version}` };
    } catch (error) {
      const [firstLine] = messageOf(error).split('\n');
      return { device, available: false, reason: `${firstLine} ${fixes[device]}` };
    }
  };
  return { name: `onnxruntime-node ${version}`, devices: ['cuda', 'webgpu', 'cpu'], open, probe };
}
