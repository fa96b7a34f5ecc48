/**
 * Tries a TensorFlow.js backend in a child process: a broken addon takes its process with it, or hangs. What
 * libtensorflow logs there says why a GPU is not used, and which one is.
 */
import { execFile, type ExecFileException } from 'node:child_process';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findTfjs, isBuilt, tfjsPackages, type FoundTfjs, type TfjsBackend } from './tfjs-package.js';
import type { TfjsAnswer } from './tfjs-probe-child.js';
import {
  explainAbsent,
  explainBroken,
  explainNoGpu,
  explainUnbuilt,
  gpuOf,
  missingIn,
  type TfjsPlaces,
  type TfjsReport,
} from './tfjs-report.js';

export interface TfjsProbeOptions extends TfjsPlaces {
  /** The compiled program of the child process, for bundlers that move it. */
  readonly probeUrl?: URL;
  /** Milliseconds after which a backend that does not answer is given up. Default one minute. */
  readonly timeout?: number;
}

const defaultProbe = new URL('./tfjs-probe-child.js', import.meta.url);

interface Outcome {
  readonly answer: TfjsAnswer;
  /** What libtensorflow logged. */
  readonly log: string;
}

function endOf(error: ExecFileException | null, timeout: number): string {
  if (error?.killed) return `it did not answer in ${timeout / 1000} s`;
  return `the process that tried it ended with ${error?.signal ?? `exit code ${error?.code}`}`;
}

function askChild(
  found: FoundTfjs,
  { probeUrl = defaultProbe, timeout = 60_000 }: TfjsProbeOptions,
): Promise<Outcome> {
  const options = {
    timeout,
    killSignal: 'SIGKILL',
    windowsHide: true,
    // Says each CUDA library that it looks for in vain.
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: '0', TF_CPP_VMODULE: 'dso_loader=1' },
  } as const;
  return new Promise((resolve) => {
    execFile(execPath, [fileURLToPath(probeUrl), JSON.stringify(found)], options, (error, stdout, log) => {
      const [said] = /^\{"ok":.*\}$/m.exec(stdout) ?? [];
      const answer = said ? (JSON.parse(said) as TfjsAnswer) : { ok: false, message: endOf(error, timeout) };
      resolve({ answer, log });
    });
  });
}

/**
 * Whether a backend works here, on which device, and if not why not and what to do. A package that is not there is told
 * without starting a process.
 */
export async function probeTfjs(backend: TfjsBackend, options: TfjsProbeOptions = {}): Promise<TfjsReport> {
  const { name, native } = tfjsPackages[backend];
  const found = findTfjs(backend, options.folders);
  if (!found) return { backend, available: false, ...explainAbsent(name, native, options) };
  const { version, folder } = found;
  const known = { backend, version, folder };
  if (!isBuilt(found)) return { ...known, available: false, ...explainUnbuilt(found, options) };
  const { answer, log } = await askChild(found, options);
  if (!answer.ok) {
    return { ...known, available: false, ...explainBroken(found, answer.message ?? '', options) };
  }
  const { tensorflow, device = 'cpu' } = answer;
  const gpu = device === 'gpu' ? gpuOf(log) : undefined;
  const working = {
    ...known,
    available: true,
    device,
    ...(tensorflow === undefined ? {} : { tensorflow }),
    ...(gpu === undefined ? {} : { gpu }),
  };
  const what = `${name} ${version}${tensorflow === undefined ? '' : `, libtensorflow ${tensorflow}`}`;
  if (backend !== 'tfjs-node-gpu' || device === 'gpu') {
    return { ...working, reason: gpu === undefined ? what : `${what}, ${gpu}` };
  }
  const missing = missingIn(log);
  const absent = missing.length === 0 ? {} : { missing };
  return { ...working, ...absent, ...explainNoGpu(what, log, found, options) };
}
