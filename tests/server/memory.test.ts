/**
 * Memory stays flat: the resident memory of the server's own process, once it is warm, over 1,000 requests and 5 reloads
 * of its model by default, 100,000 and 200 in the slow lane (KANTOR_SLOW=1).
 */
import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { echo } from '../sampler/support/models.js';
import { ask, json } from './support/ask.js';
import { modelFolder, put } from './support/folder.js';
import { stateOf } from './support/model-state.js';
import { startServer, type Server } from './support/server.js';

const slowLane = env['KANTOR_SLOW'] === '1';
const requests = slowLane ? 100_000 : 1_000;
const reloads = slowLane ? 200 : 5;
/** Rounds, in each of which a part of the requests is sent and a model or more is swapped. */
const rounds = 5;
const mostGrowth = 0.05;

const support = (name: string): string => fileURLToPath(new URL(`support/${name}`, import.meta.url));
const collecting = ['--expose-gc', '--import', support('collect.mjs')];

interface Memory {
  /** Bytes of the process that are in memory. */
  readonly resident: number;
  /** Bytes of its JavaScript objects. */
  readonly objects: number;
}

/** What is left once garbage is collected. */
async function memoryOf(server: Server): Promise<Memory> {
  const said = () => server.log().filter(({ msg }) => msg === 'collected');
  const { length } = said();
  process.kill(server.pid, 'SIGUSR2');
  await expect.poll(() => said().length, { timeout: 20_000 }).toBe(length + 1);
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? [];
  return { resident: 1024 * Number(kilobytes), objects: Number(said()[length].objects) };
}

const latents = { name: 'latent', datatype: 'FP32', shape: [1, 6], data: [1, 2, 3, 4, 5, 6] };
const infer = json({ inputs: [latents] });

/** All kinds of answers in turn, those that are refused too. */
async function send(server: Server, index: number): Promise<void> {
  const seed = index * 7;
  const samples = `/v1/models/echo/samples?seed=${seed}`;
  const expected: readonly (readonly [number, string, typeof infer | undefined])[] = [
    [200, `${samples}&format=png&count=9`, undefined],
    [200, `${samples}&format=json&count=3`, undefined],
    [200, `${samples}&format=ndjson&count=200`, undefined],
    [200, '/v2/models/echo/infer', infer],
    [400, `${samples}&count=0`, undefined],
    [404, '/v1/models/nothing/samples', undefined],
    [200, '/v1/models/echo/samples', json({ latents: [latents.data], format: 'npy' })],
    [200, '/metrics', undefined],
  ];
  const [status, path, question] = expected[index % expected.length];
  expect((await ask(server, path, question)).status).toBe(status);
}

async function sendMany(server: Server, from: number, count: number): Promise<void> {
  let next = from;
  const caller = async (): Promise<void> => {
    while (next < from + count) await send(server, next++);
  };
  await Promise.all(Array.from({ length: 8 }, caller));
}

async function reload(server: Server, models: string, range: number): Promise<void> {
  const { hash } = await stateOf(server, 'echo');
  put(models, 'echo/generator.onnx', echo({ range: [-range, range] }));
  const now = async () => (await stateOf(server, 'echo')).hash;
  await expect.poll(now, { timeout: 30_000, interval: 20 }).not.toBe(hash);
}

/** By what part of itself a warm server's memory grows. */
async function growthOf(flags: readonly string[], loads: number, count: number): Promise<number> {
  const models = modelFolder({ echo: echo({ range: [-1, 1] }) });
  const server = await startServer(models, ['--reload-every=50'], { node: [...collecting, ...flags] });
  let range = 2;
  const work = async (rows: number, swaps: number): Promise<void> => {
    await sendMany(server, range * 10_000, rows);
    for (let i = 0; i < swaps; i++) await reload(server, models, range++);
  };
  await work(2_000 + count / 10, 3 + loads / 10); // allocators and compilers take their fill
  const memory = [await memoryOf(server)];
  for (let round = 0; round < rounds; round++) {
    await work(count / rounds, loads / rounds);
    memory.push(await memoryOf(server));
  }
  await server.stop();
  const megabytes = (of: keyof Memory) => memory.map((one) => (one[of] / 2 ** 20).toFixed(1)).join(', ');
  console.log(`MiB over ${count} requests and ${loads} reloads: ${megabytes('resident')}; of objects: ${megabytes('objects')}`); // prettier-ignore
  return memory[rounds].resident / memory[0].resident - 1;
}

describe('the memory of the server', () => {
  it(`grows by 5 % at most over ${requests} requests and ${reloads} reloads`, async () => {
    expect(await growthOf([], reloads, requests)).toBeLessThan(mostGrowth);
  }, slowLane ? 3_600_000 : 120_000); // prettier-ignore

  it('would be seen to grow if something stayed of every request', async () => {
    expect(await growthOf(['--import', support('leak.mjs')], 0, 1_000)).toBeGreaterThan(mostGrowth);
  }, 120_000);
});
