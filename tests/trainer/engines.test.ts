/** A run may change its engine at any checkpoint: what comes out is what one engine alone would have given. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSafetensors } from '@kantor/checkpoint';
import { findTfjs, isBuilt } from '@kantor/engine/node';
import type { TensorMap } from '@kantor/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, writeTinyModel } from './command.js';

const folders = ['apps/trainer', 'tools/libtensorflow/packages'].map((path) =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url)),
);
const [half, steps] = [6, 12];

let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kantor-engines-'));
  writeTinyModel(home);
  await train('whole', steps, '--engine=ort-cpu');
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Trains until a step; nothing is said on stderr, whatever the engine is inclined to say. */
async function train(name: string, until: number, ...flags: string[]): Promise<string> {
  const args = [`--run=${name}`, `--steps=${until}`, '--threads=1', '--sample-every=100', ...flags];
  const { code, stdout, stderr } = await run('train', ['--model=model.json', ...args], home);
  expect(`${code} ${stderr}`).toBe('0 ');
  return stdout;
}

const file = (name: string, step: number, part: string) =>
  join(home, name, `checkpoints/step-${String(step).padStart(6, '0')}`, part);

function stateOf(name: string): TensorMap {
  return decodeSafetensors(readFileSync(file(name, steps, 'state.safetensors'))).tensors;
}

function engineIn(path: string): unknown {
  return (JSON.parse(readFileSync(path, 'utf8')) as { engine: unknown }).engine;
}

/** Within 1e-4: the engines add in different orders. */
function expectNear(actual: TensorMap, expected: TensorMap): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(actual[name].shape, name).toEqual(shape);
    const difference = Math.max(
      ...Array.from(data as Float32Array, (v, i) => Math.abs(v - Number(actual[name].data[i]))),
    );
    expect(difference, name).toBeLessThan(1e-4);
  }
}

describe.each(['tfjs-wasm', 'tfjs-cpu', 'tfjs-node', 'tfjs-node-gpu'] as const)('%s', (engine) => {
  const found = findTfjs(engine, folders);
  const absent = found && isBuilt(found) ? '' : ` (skipped: ${engine} is not installed, or not built)`;

  it.skipIf(absent !== '').each([
    ['starts a run that ort-cpu ends', engine, 'ort-cpu'],
    ['ends a run that ort-cpu began', 'ort-cpu', engine],
  ])(
    `%s${absent}`,
    async (_what, first, second) => {
      const name = `${first}-${second}`;
      expect(await train(name, half, `--engine=${first}`)).toContain(`Engine: ${first} on `);
      const stdout = await train(name, steps, `--engine=${second}`, '--resume');
      expect(stdout).toContain(`Engine: ${second} on `);
      expect(stdout).toContain(`Going on from step ${half}`);
      expect(engineIn(file(name, half, 'manifest.json'))).toBe(first);
      expect(engineIn(file(name, steps, 'manifest.json'))).toBe(second);
      expect(engineIn(join(home, name, 'run.json'))).toBe(second);
      expectNear(stateOf(name), stateOf('whole'));
    },
    60_000,
  );
});
