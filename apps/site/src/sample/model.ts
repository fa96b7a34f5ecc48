/** A generator that is to be shown, and how it is opened on a device; what the sampler says becomes text here. */
import type { LoadProgress, Sampler } from '@kantor/sampler';

export type WebSampler = Sampler<ImageData>;
export type WebDevice = 'webgpu' | 'wasm';

export interface Source {
  /** Name of a shipped model; undefined for a file of the visitor's own. */
  readonly model: string | undefined;
  readonly file: string | File;
}

/** Opens a generator; `auto` is the best device that works. */
export type Load = (
  file: string | File,
  options: {
    readonly device: WebDevice | 'auto';
    readonly onProgress: (progress: LoadProgress) => void;
    readonly signal: AbortSignal;
  },
) => Promise<WebSampler>;

const kilo = (bytes: number) => (bytes / 1000).toLocaleString('en-US', { maximumFractionDigits: 0 });

export function describeProgress({ stage, loaded, total }: LoadProgress): string {
  if (stage === 'read')
    return `Loading ${kilo(loaded)}${total === undefined ? '' : ` of ${kilo(total)}`} kB…`;
  return stage === 'open' ? 'Opening…' : '';
}

const deviceName = (device: string): string => (device === 'webgpu' ? 'WebGPU' : 'WASM');

/** `mnist-wgan-gp, 444 kB, on WASM with 2 threads`, and why not on a better device. */
export function describeSampler(sampler: WebSampler): string {
  const { tried, threads } = sampler.report();
  const { name, bytes } = sampler.info;
  const count = threads === undefined ? '' : ` with ${threads} thread${threads === 1 ? '' : 's'}`;
  const passed = tried.filter(({ available }) => !available);
  const reasons = passed.map(({ device, reason }) => ` No ${deviceName(device)}: ${reason}`);
  return `${name}, ${kilo(bytes)} kB, on ${deviceName(sampler.device)}${count}.${reasons.join('')}`;
}

/** @throws Error for a generator of what is no picture. */
export function requirePictures({ info: { shape, range, name } }: WebSampler): void {
  const what = `The generator ${name} was opened, but`;
  if (shape.length !== 3 || ![1, 3, 4].includes(shape[0])) {
    throw new Error(
      `${what} its samples have the shape [${shape.join(', ')}], and this page shows images, [C, H, W].`,
    );
  }
  if (!range) throw new Error(`${what} the file does not say which values are black and white.`);
}
