/** Runs the built command lines as a user would, in processes of their own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const programs = {
  train: [join(root, 'apps/trainer/dist/main.js'), 'train'],
  doctor: [join(root, 'apps/trainer/dist/main.js'), 'doctor'],
  onnx: [join(root, 'apps/export/dist/main.js'), 'onnx'],
  tfjs: [join(root, 'apps/export/dist/main.js'), 'tfjs'],
} as const;

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** What a failed test leaves running does not outlive the test run. */
const children = new Set<ChildProcess>();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/** What Node is given to run a command. */
export function commandLine(command: keyof typeof programs, args: readonly string[]): string[] {
  return [...programs[command], ...args];
}

/** Starts a command. */
export function start(command: keyof typeof programs, args: readonly string[], cwd = root): Running {
  const child = spawn(process.execPath, commandLine(command, args), { cwd, stdio: 'pipe' });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { child, finished };
}

export function run(
  command: keyof typeof programs,
  args: readonly string[],
  cwd?: string,
): Promise<Finished> {
  return start(command, args, cwd).finished;
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A model that takes well under a millisecond a step, as a model.json in `folder`. */
export function writeTinyModel(
  folder: string,
  change: (model: Record<string, unknown>) => void = () => {},
): string {
  const layers = (units: number) => [
    { kind: 'dense', units: 16 },
    { kind: 'leakyRelu' },
    { kind: 'dense', units },
  ];
  const adam = { kind: 'adam', learningRate: 1e-3, beta1: 0.5, beta2: 0.9 };
  const model: Record<string, unknown> = {
    name: 'tiny',
    data: { kind: 'eight-gaussians' },
    latent: { size: 2, distribution: 'normal' },
    generator: { layers: layers(2) },
    critic: { layers: layers(1) },
    objective: { loss: 'wasserstein', lipschitz: { method: 'gradientPenalty', lambda: 0.1 } },
    training: {
      batchSize: 16,
      steps: 60,
      criticSteps: 2,
      criticOptimizer: adam,
      generatorOptimizer: adam,
      ema: 0.9,
    },
  };
  change(model);
  const path = join(folder, 'model.json');
  writeFileSync(path, JSON.stringify(model));
  return path;
}

/** SHA-256 of the state in a checkpoint: equal if and only if every number of the training is equal. */
export function stateHash(runFolder: string, step: number): string {
  const name = `step-${String(step).padStart(6, '0')}`;
  const manifest = JSON.parse(
    readFileSync(join(runFolder, 'checkpoints', name, 'manifest.json'), 'utf8'),
  ) as {
    files: Record<string, { sha256: string }>;
  };
  return manifest.files['state.safetensors'].sha256;
}
