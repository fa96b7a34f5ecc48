/** Loads ONNX Runtime from its files, once per page or worker and variant, and tries it with a tiny model. */
import { KantorError } from '@kantor/tensor';
import type * as Ort from 'onnxruntime-web';
import { messageOf, sentence } from '../message.js';
import { probeFeeds, probeModel } from '../probe-model.js';
import { webVariants, webVersion, type VariantName } from './assets.js';
import { findFault } from './fault.js';
import { createGuard, type GpuDevice, type Guard } from './gpu.js';
import { createInTurn, type InTurn } from './in-turn.js';
import { createSession, sessionOptions } from './session.js';
import { countThreads, type Threads } from './threads.js';

export interface Loaded {
  readonly ort: typeof Ort;
  readonly threads: Threads;
  /** ONNX Runtime on the web does one thing at a time, whatever the session. */
  readonly inTurn: InTurn;
  readonly guard: Guard;
}

/** WebGPU needs WebAssembly that can wait for it: by JSPI where the browser has that, for it is smaller. */
export function variantFor(device: 'webgpu' | 'wasm'): VariantName {
  if (device === 'wasm') return 'wasm';
  return 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
}

function advice(base: URL): string {
  return (
    `The folder ${base.href} must hold these files of onnxruntime-web ${webVersion}, unchanged. ` +
    'Once it does, reload the page, or start another worker: this one cannot load them again.'
  );
}

async function start(name: VariantName, base: URL, wanted: number | undefined): Promise<Loaded> {
  const { entry, glue, wasm } = webVariants[name];
  // By its URL, and not by name: bundlers copy what is imported by name, with 14 to 27 MB of WebAssembly that the
  // page would then have twice.
  const url = new URL(entry.name, base).href;
  const ort = (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as typeof Ort;
  const version = ort.env.versions.web ?? 'unknown';
  if (version !== webVersion) throw new Error(`${url} is of release ${version}`);
  const threads = countThreads(wanted);
  ort.env.wasm.wasmPaths = { mjs: new URL(glue.name, base).href, wasm: new URL(wasm.name, base).href };
  ort.env.wasm.numThreads = threads.count;
  // What is wrong comes as an exception; the console need not say it a second time.
  ort.env.logLevel = 'fatal';
  const device = name === 'wasm' ? 'wasm' : 'webgpu';
  const trial = await ort.InferenceSession.create(probeModel, sessionOptions({ device }));
  const gpu: unknown = device === 'webgpu' ? await ort.env.webgpu.device : undefined;
  const guard = createGuard(gpu as GpuDevice | undefined);
  const inTurn = createInTurn();
  const session = createSession({ ort, inTurn, guard }, trial);
  await session.run(probeFeeds);
  // The GPU's stays open: with its last session ONNX Runtime destroys the device, and what it has compiled for it.
  if (device === 'wasm') await session.release();
  return { ort, threads, inTurn, guard };
}

async function startOrExplain(...[name, base, wanted]: Parameters<typeof start>): Promise<Loaded> {
  try {
    return await start(name, base, wanted);
  } catch (cause) {
    const fault = await findFault(webVariants[name], base);
    const why = fault === undefined ? sentence(messageOf(cause)) : fault;
    throw new KantorError('runtime/missing', `ONNX Runtime could not start: ${why} ${advice(base)}`, {
      cause,
    });
  }
}

/** ONNX Runtime starts once in a page or worker: what came of it, a failure too, is what every later call gets. */
const started = new Map<string, Promise<Loaded>>();

/**
 * @param base the folder of the files, ending in a slash.
 * @param wanted threads; those of the first call are everyone's.
 * @throws KantorError `runtime/missing` if a file is missing or is another one, or if ONNX Runtime cannot start.
 */
export function loadOrt(name: VariantName, base: URL, wanted: number | undefined): Promise<Loaded> {
  const key = `${name} ${base.href}`;
  const known = started.get(key) ?? startOrExplain(name, base, wanted);
  started.set(key, known);
  return known;
}
