/** The engines that a training can run on: which there are, what each one needs, and how one is opened. */
import { fileURLToPath } from 'node:url';
import { arch, availableParallelism, platform } from 'node:os';
import { cwd } from 'node:process';
import type { Engine } from '@kantor/engine';
import {
  isTfjsBackend,
  openTfjs,
  ortWorkerEngine,
  probeTfjs,
  tfjsBackends,
  type TfjsPlaces,
  type TfjsReport,
} from '@kantor/engine/node';
import { findBlockSize } from '@kantor/engine/ort';
import type { Device } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { KantorError } from '@kantor/tensor';

export const engineNames = ['ort-cpu', 'ort-cuda', 'ort-webgpu', ...tfjsBackends] as const;
export type EngineName = (typeof engineNames)[number];

export function isEngineName(name: string): name is EngineName {
  return (engineNames as readonly string[]).includes(name);
}

export interface EngineReport {
  readonly name: EngineName;
  readonly available: boolean;
  /** Why not, or what was found. */
  readonly reason: string;
  readonly fix?: string;
  /** What was found out about a backend of TensorFlow.js. */
  readonly tfjs?: TfjsReport;
}

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `npm run libtensorflow` makes the native packages where TensorFlow has a library for this machine. */
const hasWheels = platform() === 'linux' && arch() === 'x64';

function libtensorflowCommand(name: string): string {
  return `npm run libtensorflow -- ${name.endsWith('-gpu') ? '--cuda' : '--package=tfjs-node'}`;
}

/** Packages that a user installed count before those that `npm run libtensorflow` made. */
export const tfjsPlaces: TfjsPlaces = {
  folders: [fromHere('..'), cwd(), fromHere('../../../tools/libtensorflow/packages')],
  ...(hasWheels ? { install: libtensorflowCommand } : {}),
};

async function probeOrt(name: EngineName): Promise<EngineReport> {
  try {
    const { available, reason, fix } = await nodeRuntime().probe(deviceOf(name));
    return { name, available, reason, ...(fix === undefined ? {} : { fix }) };
  } catch (error) {
    if (error instanceof KantorError) return { name, available: false, reason: error.message };
    throw error;
  }
}

function deviceOf(name: EngineName): Device {
  return name.slice('ort-'.length) as Device;
}

/** Tries an engine. */
export async function probeEngine(name: EngineName): Promise<EngineReport> {
  if (!isTfjsBackend(name)) return probeOrt(name);
  const tfjs = await probeTfjs(name, tfjsPlaces);
  const { available, reason, fix } = tfjs;
  return { name, available, reason, ...(fix === undefined ? {} : { fix }), tfjs };
}

export interface Opened {
  readonly engine: Engine;
  /** Threads that it computes with. */
  readonly threads: number;
}

/**
 * Opens an engine that `probeEngine` found available.
 * @throws KantorError if it is not there after all.
 */
export async function openEngine(
  { name, tfjs }: EngineReport,
  threads = availableParallelism(),
): Promise<Opened> {
  if (isTfjsBackend(name)) {
    const engine = await openTfjs(name, { ...tfjsPlaces, threads, ...(tfjs ? { report: tfjs } : {}) });
    return { engine, threads: name === 'tfjs-wasm' || name === 'tfjs-cpu' ? 1 : threads };
  }
  const device = deviceOf(name);
  // Tried here, and not at the load, so that the description says it.
  const blocked = device === 'cpu' && ((await findBlockSize(nodeRuntime())) ?? false);
  return { engine: ortWorkerEngine({ device, threads, blocked }), threads };
}
