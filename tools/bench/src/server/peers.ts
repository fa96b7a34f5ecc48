/**
 * LitServe and BentoML as contenders, in a virtual environment of their own. How each is set up, and why, stands in
 * tools/bench/peers beside the setting.
 */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { maxBatch, seedMark, type Contender, type Layout } from './contender.js';
import type { ServedModel } from './served-model.js';

const folder = fileURLToPath(new URL('../../peers/', import.meta.url));
const venvScript = fileURLToPath(new URL('../../../venv.mjs', import.meta.url));

/** In the names of a peer's variants. */
export const peerNames = ['LitServe', 'BentoML'] as const;

/** Makes the environment if it is not there; that takes a minute. @returns its Python. @throws Error that says why not. */
export async function findPython(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [venvScript, folder]);
    return stdout.trim();
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(stderr?.trim() === '' || stderr === undefined ? message : stderr.trim(), {
      cause: error,
    });
  }
}

function settings({ file }: ServedModel, { workers, threads }: Layout, port: number) {
  return {
    KANTOR_BENCH_MODEL: file,
    KANTOR_BENCH_PORT: String(port),
    KANTOR_BENCH_WORKERS: String(workers),
    KANTOR_BENCH_THREADS: String(threads),
    KANTOR_BENCH_MAX_BATCH: String(maxBatch),
    // Nobody is told of these runs.
    BENTOML_DO_NOT_TRACK: 'True',
    DO_NOT_TRACK: '1',
    PYTHONUNBUFFERED: '1',
  };
}

const json = { 'content-type': 'application/json' } as const;

export function litserve(python: string): Contender {
  return {
    name: peerNames[0],
    formats: ['binary'],
    readyPath: '/health',
    command: (model, layout, port) => ({
      file: python,
      args: ['litserve_server.py'],
      folder,
      environment: settings(model, layout, port),
    }),
    ask: (_, { count }) => ({
      method: 'POST',
      path: '/predict',
      headers: json,
      body: `{"seed":${seedMark},"count":${count}}`,
    }),
  };
}

/** The same peer with one process and all cores in its threads, which small models may like better. */
export function inOneProcess(peer: Contender, threads: number): Contender {
  return { ...peer, name: `${peer.name}, 1 process`, layout: { workers: 1, threads } };
}

export function bentoml(python: string): Contender {
  return {
    name: peerNames[1],
    formats: ['binary'],
    readyPath: '/readyz',
    command: (model, layout, port) => ({
      file: join(dirname(python), 'bentoml'),
      args: ['serve', 'bentoml_service:Samples', '--host', '127.0.0.1', '--port', String(port)],
      folder,
      environment: settings(model, layout, port),
    }),
    ask: (_, { count }) => ({
      method: 'POST',
      path: '/sample',
      headers: json,
      body: `{"asks":[{"seed":${seedMark},"count":${count}}]}`,
    }),
  };
}
