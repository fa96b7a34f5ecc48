/** ONNX Runtime in browsers: the files of the `onnxruntime-web` package, self-hosted, behind the runtime port. */
import { KantorError } from '@kantor/tensor';
import { messageOf } from './message.js';
import type { Device, DeviceReport, Runtime, Session, SessionOptions } from './runtime.js';
import { webVersion } from './web/assets.js';
import { findAdapter } from './web/gpu.js';
import { loadOrt, variantFor } from './web/load.js';
import { createSession, sessionOptions } from './web/session.js';

export { webVariants, webVersion, type VariantName, type WebFile, type WebVariant } from './web/assets.js';

export interface WebRuntimeOptions {
  /**
   * The folder that holds the files of `webVariants`: a URL, absolute or relative to the page, or in a worker to the
   * worker's script.
   */
  readonly assets: string | URL;
  /**
   * Threads of the `wasm` device where the page is cross-origin isolated; elsewhere there is one. By default two to
   * four, with the number of cores.
   */
  readonly threads?: number;
}

const name = `onnxruntime-web ${webVersion}`;

function folderOf(assets: string | URL): URL {
  if (typeof location === 'undefined') {
    throw new KantorError(
      'runtime/missing',
      'This is no page and no web worker; in Node, ONNX Runtime comes from nodeRuntime() of @kantor/runtime/node.',
    );
  }
  const base = new URL(assets, location.href);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

function isOurs(device: Device): device is 'webgpu' | 'wasm' {
  return device === 'webgpu' || device === 'wasm';
}
const notOurs = (device: Device) => `Browsers have no '${device}'; they have webgpu and wasm.`;

/**
 * ONNX Runtime from its files in `assets`. Nothing is fetched before a device is probed or a model opened, and then what
 * that device needs alone, once for each page or worker. `run` on `wasm` blocks the thread that calls it: a page that
 * must not stand still does this in a worker.
 *
 * Beyond the errors of the port, sessions on `webgpu` fail with KantorError `runtime/lost` when the GPU is lost, and
 * `open` with `runtime/missing` if ONNX Runtime cannot start. A page or worker cannot start it again after either.
 */
export function webRuntime({ assets, threads }: WebRuntimeOptions): Runtime {
  const load = (device: 'webgpu' | 'wasm', wanted = threads) =>
    loadOrt(variantFor(device), folderOf(assets), wanted);

  const open = async (model: Uint8Array, options: SessionOptions): Promise<Session> => {
    const { device } = options;
    try {
      if (!isOurs(device)) throw new Error(notOurs(device));
      const loaded = await load(device, options.threads);
      const { ort, inTurn, guard } = loaded;
      const session = await inTurn(() =>
        guard(() => ort.InferenceSession.create(model, sessionOptions({ device }))),
      );
      return createSession(loaded, session);
    } catch (cause) {
      if (cause instanceof KantorError) throw cause;
      throw new KantorError('runtime/open', `${name} refused the model on ${device}: ${messageOf(cause)}`, {
        cause,
      });
    }
  };

  const probe = async (device: Device): Promise<DeviceReport> => {
    const absent = (reason: string) => ({ device, available: false, reason });
    if (!isOurs(device)) return absent(notOurs(device));
    try {
      const adapter = device === 'webgpu' ? await findAdapter() : undefined;
      if (adapter && 'absent' in adapter) return absent(adapter.absent);
      const { threads, guard } = await load(device);
      if (guard.isLost()) return absent('The GPU device was lost. Start another worker, or reload the page.');
      const found = adapter ? `adapter ${adapter.name}` : threads.reason;
      return { device, available: true, reason: `${name}, ${found}` };
    } catch (error) {
      return absent(messageOf(error));
    }
  };

  return { name, devices: ['webgpu', 'wasm'], open, probe };
}
