/** ONNX Runtime in browsers: the files of the `onnxruntime-web` package, self-hosted, behind the runtime port. */
import { KantorError } from '@kantor/tensor';
import { messageOf } from './message.js';
import type { Device, DeviceReport, Runtime, Session, SessionOptions } from './runtime.js';
import { webVersion } from './web-files.js';
import { findAdapter } from './web/gpu.js';
import { fetchOrt, loadOrt, variantFor, type Failure, type Loaded } from './web/load.js';
import { requireThreads } from './web/threads.js';

export { webVariants, webVersion, type VariantName, type WebFile, type WebVariant } from './web-files.js';

export interface WebRuntimeOptions {
  /**
   * The folder that holds the files of `webVariants`: a URL, absolute or relative to the page, or in a worker to the
   * worker's script.
   */
  readonly assets: string | URL;
  /**
   * Threads of the `wasm` device where the page is cross-origin isolated; elsewhere there is one. By default half of the
   * logical cores, and at most four.
   */
  readonly threads?: number;
}

const name = `onnxruntime-web ${webVersion}`;

/** Servers import what pages import, and then neither fetch nor fail before they use it. */
const isBrowser = (): boolean => typeof location !== 'undefined';
const noBrowser: Failure = {
  reason: 'This is no page and no web worker.',
  fix: 'In Node, ONNX Runtime comes from nodeRuntime() of @kantor/runtime/node.',
};

function folderOf(assets: string | URL): URL {
  const base = new URL(assets, location.href);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

function isOurs(device: Device): device is 'webgpu' | 'wasm' {
  return device === 'webgpu' || device === 'wasm';
}
const notOurs = (device: Device) => `Browsers have no '${device}'.`;
const whatIsOurs = 'They have webgpu and wasm.';

/**
 * ONNX Runtime from its files in `assets`. Nothing is fetched before a device is probed or a model opened, and then what
 * that device needs alone, once for each page or worker. `run` on `wasm` blocks the thread that calls it: a page that
 * must not stand still does this in a worker.
 *
 * Beyond the errors of the port, sessions on `webgpu` fail with KantorError `runtime/lost` when the GPU is lost, and
 * `open` with `runtime/missing` if ONNX Runtime cannot start. A page or worker cannot start it again after either.
 */
export function webRuntime({ assets, threads }: WebRuntimeOptions): Runtime {
  const load = async (device: 'webgpu' | 'wasm', wanted = threads): Promise<Loaded | Failure> =>
    isBrowser() ? loadOrt(variantFor(device), folderOf(assets), wanted) : noBrowser;

  const open = async (model: Uint8Array, options: SessionOptions): Promise<Session> => {
    const { device } = options;
    try {
      if (!isOurs(device)) throw new Error(`${notOurs(device)} ${whatIsOurs}`);
      const loaded = await load(device, options.threads);
      if ('fix' in loaded) {
        throw new KantorError('runtime/missing', `${loaded.reason} ${loaded.fix}`, { cause: loaded.cause });
      }
      if (device === 'wasm') requireThreads(loaded.threads, options.threads);
      return await loaded.open(model);
    } catch (cause) {
      if (cause instanceof KantorError) throw cause;
      throw new KantorError('runtime/open', `${name} refused the model on ${device}: ${messageOf(cause)}`, {
        cause,
      });
    }
  };

  const probe = async (device: Device): Promise<DeviceReport> => {
    const absent = ({ reason, fix }: { reason: string; fix: string }): DeviceReport => {
      return { device, available: false, reason, fix };
    };
    if (!isOurs(device)) return absent({ reason: notOurs(device), fix: whatIsOurs });
    const adapter = device === 'webgpu' && isBrowser() ? await findAdapter() : undefined;
    if (adapter && 'reason' in adapter) return absent(adapter);
    const loaded = await load(device);
    if ('fix' in loaded) return absent(loaded);
    if (adapter) return { device, available: true, reason: `${name}, adapter ${adapter.name}` };
    const { reason, fix } = loaded.threads;
    return { device, available: true, reason: `${name}, ${reason}`, ...(fix === undefined ? {} : { fix }) };
  };

  const prepare = async (device: Device | 'auto'): Promise<void> => {
    if (!isBrowser()) return;
    const gpu = device !== 'wasm' && !('reason' in (await findAdapter()));
    if (gpu) await fetchOrt(variantFor('webgpu'), folderOf(assets));
    else if (device !== 'webgpu') await load('wasm');
  };

  return { name, devices: ['webgpu', 'wasm'], open, probe, prepare, copiesResults: true };
}
