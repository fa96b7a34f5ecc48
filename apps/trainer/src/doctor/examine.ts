/** Tries every engine and measures those that run. */
import { engineNames, probeEngine, type EngineName, type EngineReport } from '../engines.js';
import { chooseAuto } from '../select-engine.js';
import { diagnose } from './diagnose.js';
import type { Facts } from './facts.js';
import type { Speed } from './measure.js';
import { findCudaProvider } from './onnxruntime.js';
import { measureInChild } from './speed.js';

export interface EngineRow {
  readonly engine: EngineName;
  readonly available: boolean;
  /** Why not, or what was found. */
  readonly reason: string;
  /** What to do: to have the engine, or its GPU. */
  readonly fix?: string;
  readonly device?: 'gpu' | 'cpu';
  readonly threads?: number;
  readonly speed?: Speed;
  /** Why the training that measures it failed. */
  readonly problem?: string;
  /** Whether `--engine=auto` takes it. */
  readonly auto: boolean;
}

export interface ExamineOptions {
  readonly threads?: number;
  /** Told before each thing that takes its time. */
  readonly onProgress: (text: string) => void;
}

function deviceOf({ name, tfjs }: EngineReport): 'gpu' | 'cpu' {
  if (tfjs) return tfjs.device ?? 'cpu';
  return name === 'ort-cpu' ? 'cpu' : 'gpu';
}

/** `onnxruntime-node 1.30.0, 2 threads` of an engine's description, which begins with its name. */
function withoutName(description: string): string {
  return description.replace(/^\S+ on /, '');
}

async function examineOne(
  report: EngineReport,
  facts: Facts,
  { threads, onProgress }: ExamineOptions,
): Promise<Omit<EngineRow, 'auto'>> {
  const { name: engine, available } = report;
  const diagnosis = diagnose(report, facts, engine === 'ort-cuda' ? findCudaProvider() : undefined);
  if (!available) return { engine, available, ...diagnosis };
  onProgress(`${engine}: training for a second`);
  const answer = await measureInChild({ report, ...(threads === undefined ? {} : { threads }) });
  const found = { engine, available, device: deviceOf(report) };
  if (!answer.ok) return { ...found, ...diagnosis, problem: answer.message };
  // What is wanting is said in the diagnosis; otherwise the engine describes itself best.
  const reason = diagnosis.fix === undefined ? withoutName(answer.description) : diagnosis.reason;
  return { ...found, ...diagnosis, reason, threads: answer.threads, speed: answer.speed };
}

export async function examine(facts: Facts, options: ExamineOptions): Promise<EngineRow[]> {
  const reports: EngineReport[] = [];
  for (const name of engineNames) {
    options.onProgress(`${name}: looking`);
    reports.push(await probeEngine(name));
  }
  const chosen = chooseAuto(reports)?.name;
  const rows: EngineRow[] = [];
  for (const report of reports) {
    rows.push({ ...(await examineOne(report, facts, options)), auto: report.name === chosen });
  }
  return rows;
}
