/** Chooses the engine for training, and says why. */
import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { findTfjs } from '@kantor/engine/node';
import type { Engine } from '@kantor/engine';
import { nearest } from '@kantor/spec';
import { KantorError } from '@kantor/tensor';
import {
  engineNames,
  isEngineName,
  openEngine,
  probeEngine,
  tfjsPlaces,
  type EngineName,
  type EngineReport,
} from './engines.js';

export interface Selected {
  readonly engine: Engine;
  readonly threads: number;
  /** Lines for people: what was chosen and why nothing better. */
  readonly reasons: readonly string[];
}

/**
 * What `auto` takes, best first: a GPU by CUDA, else the CPU. WebGPU is used when asked for only: a training step there
 * copies all states to the host and back, which costs more than a small GPU gives.
 */
const autoOrder: readonly EngineName[] = ['ort-cuda', 'tfjs-node-gpu', 'ort-cpu'];

/** Whether `auto` is content with an engine: tfjs-node-gpu without a GPU is slower than ort-cpu. */
function isFit({ name, available, tfjs }: EngineReport): boolean {
  return available && (name !== 'tfjs-node-gpu' || tfjs?.device === 'gpu');
}

/** The engine that `auto` takes, of all that were tried. */
export function chooseAuto(reports: readonly EngineReport[]): EngineReport | undefined {
  return autoOrder.flatMap(
    (name) => reports.find((report) => report.name === name && isFit(report)) ?? [],
  )[0];
}

/** Linux shows NVIDIA's driver, or WSL's way to it, as a file; elsewhere only trying tells. */
function mayHaveCuda(): boolean {
  return platform() !== 'linux' || ['/dev/nvidiactl', '/dev/dxg'].some((path) => existsSync(path));
}

const doctorCommand = 'npx nx run trainer:doctor';

/** What can be said without the seconds that loading takes. */
function passOver(name: EngineName): EngineReport | undefined {
  if (name !== 'tfjs-node-gpu') return undefined;
  const installed = findTfjs(name, tfjsPlaces.folders) !== undefined;
  if (installed && mayHaveCuda()) return undefined;
  const reason = installed ? 'no NVIDIA driver on this machine.' : 'it is not installed.';
  return { name, available: false, reason };
}

async function tryInOrder(order: readonly EngineName[]): Promise<EngineReport[]> {
  const tried: EngineReport[] = [];
  for (const name of order) {
    const report = passOver(name) ?? (await probeEngine(name));
    tried.push(report);
    if (isFit(report)) break;
  }
  return tried;
}

function unknownEngine(name: string): KantorError {
  const names = ['auto', ...engineNames];
  const close = nearest(name, names);
  return new KantorError(
    'trainer/engine',
    `There is no engine '${name}'${close ? `; did you mean '${close}'?` : '.'} Engines: ${names.join(', ')}.`,
  );
}

/** @param name of an engine, which must then work, or `auto`. */
export async function selectEngine(name: string, threads?: number): Promise<Selected> {
  if (name !== 'auto' && !isEngineName(name)) throw unknownEngine(name);
  const tried = name === 'auto' ? await tryInOrder(autoOrder) : [await probeEngine(name)];
  const chosen = tried.find((report) => (name === 'auto' ? isFit(report) : report.available));
  if (!chosen) throw unavailable(tried);
  const { engine, threads: used } = await openEngine(chosen, threads);
  const passedOver = tried.filter((report) => report !== chosen);
  return {
    engine,
    threads: used,
    reasons: [
      `Engine: ${engine.description}`,
      ...passedOver.map((report) => `  not ${report.name}: ${report.reason}`),
      ...(passedOver.length > 0 ? [`  ${doctorCommand} says what they need.`] : []),
      // A package for GPUs that runs without one.
      ...(chosen.fix === undefined ? [] : [`  ${chosen.reason}`, `  ${chosen.fix}`]),
    ],
  };
}

function unavailable(tried: readonly EngineReport[]): KantorError {
  const reasons = tried.map(({ name, reason, fix }) => {
    const remedy = fix === undefined ? '' : `\nWhat to do: ${fix}`;
    return `The engine ${name} cannot be used: ${reason}${remedy}`;
  });
  return new KantorError(
    'trainer/engine',
    `${reasons.join('\n')}\n${doctorCommand} says what each engine needs.`,
  );
}
