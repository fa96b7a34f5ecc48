/** Loads ONNX Runtime from its files, once per page or worker and variant, and tries it with a tiny model. */
import type * as Ort from 'onnxruntime-web';
import { createInTurn } from '../in-turn.js';
import { messageOf, sentence } from '../message.js';
import { probeFeeds, probeModel } from '../probe-model.js';
import type { Session } from '../runtime.js';
import { webVariants, webVersion, type VariantName, type WebFile } from '../web-files.js';
import { findFault } from './fault.js';
import { guardOf, type GpuDevice } from './gpu.js';
import { createSession, sessionOptions } from './session.js';
import { countThreads, type Threads } from './threads.js';

export interface Loaded {
  readonly threads: Threads;
  open(model: Uint8Array): Promise<Session>;
}

/** WebGPU needs WebAssembly that can wait for it: by JSPI where the browser has that, for it is smaller. */
export function variantFor(device: 'webgpu' | 'wasm'): VariantName {
  if (device === 'wasm') return 'wasm';
  return 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
}

/** Why ONNX Runtime has not started, and never will in this page or worker. */
export interface Failure {
  readonly reason: string;
  readonly fix: string;
  readonly cause?: unknown;
}

/**
 * By its URL, and not by name: bundlers copy what is imported by name, with 14 to 27 MB of WebAssembly that the page would
 * then have twice.
 */
const importFrom = (url: string): Promise<unknown> =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ url);

const urlAt = (base: URL, { name }: WebFile): string => new URL(name, base).href;

/** ONNX Runtime will import the glue itself; asked for with the entry, it comes at the same time. */
async function importBoth(name: VariantName, base: URL): Promise<typeof Ort> {
  const { entry, glue } = webVariants[name];
  const [ort] = await Promise.all([importFrom(urlAt(base, entry)), importFrom(urlAt(base, glue))]);
  return ort as typeof Ort;
}

/** Fetches a variant's JavaScript without starting it, which asks a GPU for a device. What is wrong, {@link loadOrt} says. */
export async function fetchOrt(name: VariantName, base: URL): Promise<void> {
  await importBoth(name, base).catch(() => undefined);
}

async function start(name: VariantName, base: URL, wanted: number | undefined): Promise<Loaded> {
  const { entry, glue, wasm } = webVariants[name];
  const urlOf = (file: WebFile): string => urlAt(base, file);
  const ort = await importBoth(name, base);
  const version = ort.env.versions.web ?? 'unknown';
  if (version !== webVersion) throw new Error(`${urlOf(entry)} is of release ${version}`);
  const device = name === 'wasm' ? 'wasm' : 'webgpu';
  // Beside a GPU, the CPU does what is too small to hand over.
  const threads = countThreads(device === 'wasm' ? wanted : 1);
  ort.env.wasm.wasmPaths = { mjs: urlOf(glue), wasm: urlOf(wasm) };
  ort.env.wasm.numThreads = threads.count;
  // What is wrong comes as an exception; the console need not say it a second time.
  ort.env.logLevel = 'fatal';
  const inTurn = createInTurn();
  const openNext = (model: Uint8Array): Promise<Session> =>
    inTurn(async () => {
      const session = await ort.InferenceSession.create(model, sessionOptions({ device }));
      const gpu: unknown = device === 'webgpu' ? await ort.env.webgpu.device : undefined;
      return createSession({ ort, inTurn, guard: guardOf(gpu as GpuDevice | undefined) }, session);
    });
  const trial = await openNext(probeModel);
  await trial.run(probeFeeds);
  return {
    threads,
    async open(model) {
      const session = await openNext(model);
      // Not sooner: with its last session ONNX Runtime lets go of the GPU, and would have to ask for it again.
      await trial.release();
      return session;
    },
  };
}

async function startOrExplain(...[name, base, wanted]: Parameters<typeof start>): Promise<Loaded | Failure> {
  try {
    return await start(name, base, wanted);
  } catch (cause) {
    const fault = await findFault(webVariants[name], base);
    return {
      reason: `ONNX Runtime could not start: ${fault ?? sentence(messageOf(cause))}`,
      fix:
        `The folder ${base.href} must hold the files of onnxruntime-web ${webVersion}, unchanged. ` +
        'Once it does, reload the page, or start another worker: this one cannot load them again.',
      cause,
    };
  }
}

/** ONNX Runtime starts once in a page or worker: what came of it, a failure too, is what every later call gets. */
const started = new Map<string, Promise<Loaded | Failure>>();

/**
 * @param base the folder of the files, ending in a slash.
 * @param wanted threads; those of the first call are everyone's.
 */
export function loadOrt(name: VariantName, base: URL, wanted: number | undefined): Promise<Loaded | Failure> {
  const key = `${name} ${base.href}`;
  const known = started.get(key) ?? startOrExplain(name, base, wanted);
  started.set(key, known);
  return known;
}
