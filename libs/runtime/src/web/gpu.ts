/** WebGPU as the browser offers it, before ONNX Runtime is fetched, and the loss of its device. */
import { KantorError } from '@kantor/tensor';

/** As far as it is read here; TypeScript 5.9 has no types for WebGPU. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info?: AdapterInfo } | null>;
}
interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
}
export interface GpuDevice {
  readonly lost: Promise<{ readonly reason?: string; readonly message: string }>;
}

/** The adapter that the browser would give, by name, or why there is none. */
export type FoundAdapter = { readonly name: string } | { readonly reason: string; readonly fix: string };

const noGpu = {
  reason: 'navigator.gpu is absent: this browser has no WebGPU, or it is switched off.',
  fix: 'Use a newer browser, or switch WebGPU on in its settings.',
};
const insecure = {
  reason: 'navigator.gpu is absent: browsers give it to secure pages alone.',
  fix: 'Serve the page by https, or from localhost.',
};
const noAdapter = {
  reason: 'The browser has WebGPU, but found no GPU adapter that it trusts.',
  fix: 'A newer driver, or hardware acceleration in the settings of the browser, may help.',
};

export async function findAdapter(): Promise<FoundAdapter> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  if (!gpu) return globalThis.isSecureContext ? noGpu : insecure;
  try {
    const adapter = await gpu.requestAdapter();
    if (!adapter) return noAdapter;
    const { vendor, architecture } = adapter.info ?? {};
    return { name: [vendor, architecture].filter(Boolean).join(' ') || 'unnamed' };
  } catch (error) {
    return { ...noAdapter, reason: `The browser could not look for a GPU adapter: ${String(error)}` };
  }
}

/** Ends work on a GPU whose device is lost, and says so: ONNX Runtime would speak of a buffer that it cannot download. */
export interface Guard {
  /** The work's own end, or KantorError `runtime/lost`, whichever comes first. */
  <T>(work: () => Promise<T>): Promise<T>;
}

function lossError({ reason, message }: Awaited<GpuDevice['lost']>): KantorError {
  const detail = [reason, message].filter((part) => part && part !== 'unknown').join(': ');
  return new KantorError(
    'runtime/lost',
    `The GPU device was lost${detail === '' ? '' : ` (${detail})`}, and every session on it. ` +
      'Release these sessions and open the model again.',
  );
}

function createGuard(device: GpuDevice): Guard {
  const waiting = new Set<(error: KantorError) => void>();
  let loss: KantorError | undefined;
  void device.lost.then((info) => {
    loss = lossError(info);
    for (const reject of waiting) reject(loss);
  });
  // One reaction to `lost` in all: a race at every call would keep each of them for as long as the device lives.
  return (work) =>
    new Promise((resolve, reject) => {
      if (loss) return reject(loss);
      waiting.add(reject);
      void work()
        .then(resolve, reject)
        .finally(() => waiting.delete(reject));
    });
}

const guards = new WeakMap<GpuDevice, Guard>();

/** The guard of a device; where there is none to lose, work goes on as it is. */
export function guardOf(device: GpuDevice | undefined): Guard {
  if (!device) return (work) => work();
  const guard = guards.get(device) ?? createGuard(device);
  guards.set(device, guard);
  return guard;
}
