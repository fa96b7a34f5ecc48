/** Workers that are lost: replaced once, their calls repeated, or a clear refusal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerEvent } from '@kantor/sampler';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bits } from './support/bits.js';
import { fakeHost, fakeWorker, worker } from './support/broken-worker.js';
import { useLoad } from './support/load.js';
import { echo } from './support/models.js';

const load = useLoad();
const model = echo();

describe('a worker that ends while it runs', () => {
  it('is replaced, and its calls are repeated', async () => {
    const expected = (await (await load(model)).sample({ seed: 4, count: 200 })).data;
    const sampler = await load(model, { workerUrl: worker(1, 'process.exit(9);') });
    const [{ data }, other] = await Promise.all([
      sampler.sample({ seed: 4, count: 200 }),
      sampler.sample({ seed: 5 }),
    ]);
    expect(bits(data)).toBe(bits(expected));
    expect(other.count).toBe(1);
    expect(sampler.report()).toMatchObject({ replaced: 1, device: 'cpu', ran: { samples: 201 } });
  });

  it('again and again is told after the second time, and others are served', async () => {
    // Whoever asks for a latent that begins with 666 ends the worker.
    const url = worker(100, 'if (batch.latents.includes(666)) process.exit(9);');
    const sampler = await load(model, { workerUrl: url });
    const bad = new Float32Array(6).fill(666);
    const [poison, ...others] = await Promise.allSettled([
      sampler.sample({ latents: bad }),
      ...[1, 2, 3, 4].map((seed) => sampler.sample({ seed, count: 30 })),
    ]);
    expect(poison).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'sampler/worker',
        message:
          "The sampler's worker thread has ended (exit code 9). It happened again in a second worker, so these samples " +
          'are not tried a third time.',
      },
    });
    for (const outcome of others)
      expect(outcome).toMatchObject({ status: 'fulfilled', value: { count: 30 } });
    expect((await sampler.sample({ seed: 1 })).count).toBe(1);
  });

  it('in a pool is replaced beside the others', async () => {
    const sampler = await load(model, { pool: 2, workerUrl: worker(1, 'process.exit(9);') });
    const drawn = await Promise.all(
      Array.from({ length: 50 }, (_, seed) => sampler.sample({ seed, count: 20 })),
    );
    const expected = await load(model);
    for (const [seed, { data }] of drawn.entries()) {
      expect(bits(data)).toBe(bits((await expected.sample({ seed, count: 20 })).data));
    }
  });

  it('while nobody asks is replaced at once', async () => {
    const url = fakeHost(
      'answer(new Float32Array(6)); if (batch.latents[0] === 1) setTimeout(() => process.exit(3));',
    );
    const sampler = await load(model, { workerUrl: url });
    await sampler.sample({ latents: new Float32Array(6).fill(1) });
    await expect.poll(() => sampler.report(), { timeout: 10_000 }).toMatchObject({ open: 1, replaced: 1 });
    await sampler.sample();
  });
});

describe('a worker that cannot be replaced', () => {
  it('fails all calls, and later ones, with why', async () => {
    const url = worker(
      1,
      "writeFileSync(folder + '/worker.mjs', 'throw new Error(`no more of these`)'); process.exit(9);",
    );
    const events: WorkerEvent[] = [];
    const sampler = await load(model, { workerUrl: url, onWorker: (event) => events.push(event) });
    const refusal = {
      code: 'sampler/worker',
      message: expect.stringMatching(
        /^A worker was lost and another could not be started: .*no more of these.* Load the model again\.$/,
      ),
    };
    for (const outcome of await Promise.allSettled([sampler.sample(), sampler.sample({ count: 500 })])) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: refusal });
    }
    await expect(sampler.sample()).rejects.toMatchObject(refusal);
    expect(sampler.report()).toMatchObject({ workers: 1, open: 0, dead: 1, replaced: 0 });
    expect(events.map(({ kind }) => kind)).toEqual(['lost', 'lost', 'lost', 'lost', 'dead']);
    await sampler.dispose();
  });
});

describe('a GPU that fails', () => {
  const lost = "parentPort.postMessage({ id, ok: false, code: 'runtime/run', message: 'Device lost' });";
  const answer = 'answer(new Float32Array(batch.rows * 6).fill(7));';

  it('is opened again in another worker, and its calls are repeated', async () => {
    // A worker that was started fails with its first batch if it is the first of the test.
    const folder = mkdtempSync(join(tmpdir(), 'kantor-lost-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const flag = JSON.stringify(join(folder, 'lost'));
    const fs = "process.getBuiltinModule('node:fs')";
    const workerUrl = fakeHost(
      `if (${fs}.existsSync(${flag})) ${answer} else { ${fs}.writeFileSync(${flag}, ''); ${lost} }`,
    );
    const sampler = await load(model, { device: 'webgpu', workerUrl });
    const drawn = await Promise.all([sampler.sample({ count: 70 }), sampler.sample({ seed: 2 })]);
    for (const { data } of drawn) expect(new Set(data)).toEqual(new Set([7]));
    expect(sampler.report().replaced).toBe(1);
  });

  it('twice with the same samples is told, and others are served', async () => {
    const sampler = await load(model, {
      device: 'webgpu',
      workerUrl: fakeHost(`if (batch.latents.includes(666)) ${lost} else ${answer}`),
    });
    const [bad, good] = await Promise.allSettled([
      sampler.sample({ latents: new Float32Array(6).fill(666) }),
      sampler.sample({ count: 100 }),
    ]);
    expect(bad).toMatchObject({
      status: 'rejected',
      reason: { code: 'runtime/run', message: 'Device lost' },
    });
    expect(good).toMatchObject({ status: 'fulfilled', value: { count: 100 } });
    expect(sampler.report().replaced).toBeGreaterThan(0);
  });
});

describe('a worker that never begins', () => {
  it.each([
    ['throws', "throw new Error('no luck');", 'no luck'],
    ['ends', 'process.exit(4);', 'exit code 4'],
    ['cannot be parsed', 'const;', 'failed'],
  ])('and %s fails the load', async (_what, code, message) => {
    await expect(load(model, { workerUrl: fakeWorker(code) })).rejects.toMatchObject({
      code: 'sampler/worker',
      message: expect.stringContaining(message),
    });
  });

  it('because its file is missing fails the load with the file’s name', async () => {
    const url = new URL('./no-such-worker.js', import.meta.url);
    await expect(load(model, { workerUrl: url })).rejects.toMatchObject({
      code: 'sampler/worker',
      message: expect.stringContaining('no-such-worker.js'),
    });
  });
});
