/** The engine in a worker thread: a free main thread, and clear errors when the worker dies. */
import { ortWorkerEngine } from '@kantor/engine/node';
import { defineProgram, input, matmul, sum, type Program } from '@kantor/graph';
import { zeros } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { counterStep, scalar } from './support/programs.js';
import { workerUrl } from './support/worker.js';

const options = { device: 'cpu', threads: 1 } as const;

/** Loads the counter into a worker that runs `code` instead of the engine. */
function loadInto(code: string) {
  const url = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  return ortWorkerEngine(options, url).load({ step: counterStep() }, { count: scalar(0) });
}

const ready = "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ ok: true });";
const step = { by: scalar(1) };

describe('a worker', () => {
  it('leaves this thread free while it runs', async () => {
    const size = 1024;
    const a = input('a', [size, size]);
    const power = [1, 2, 3, 4].reduce((product) => matmul(product, a), matmul(a, a)); // ten billion operations
    const program: Program = defineProgram({
      name: 'power',
      feeds: [a],
      state: [],
      outputs: { y: sum(power) },
    });
    const loaded = await ortWorkerEngine(options, workerUrl).load({ program }, {});
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await loaded.run('program', { a: zeros('float32', [size, size]) });
    clearInterval(timer);
    await loaded.dispose();
    expect(turns).toBeGreaterThan(5);
  });

  it('that ends fails the calls in flight and all later ones, and needs no disposal', async () => {
    const loaded = await loadInto(`${ready} parentPort.once('message', () => process.exit(7));`);
    const calls = [loaded.run('step', step), loaded.run('step', step), loaded.read(), loaded.write({})];
    const refusal = {
      name: 'KantorError',
      code: 'engine/worker',
      message:
        "The engine's worker thread has ended (exit code 7), and its state is lost. Load the programs again.",
    };
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome.status === 'rejected' && outcome.reason).toMatchObject(refusal);
    }
    await expect(loaded.run('step', step)).rejects.toMatchObject(refusal);
    await loaded.dispose();
    await expect(loaded.run('step', step)).rejects.toMatchObject({ code: 'engine/disposed' });
  });

  it('that throws says what', async () => {
    const loaded = await loadInto(
      `${ready} parentPort.once('message', () => { throw new Error('out of luck'); });`,
    );
    await expect(loaded.read()).rejects.toMatchObject({
      code: 'engine/worker',
      message: "The engine's worker thread failed: out of luck",
    });
    await loaded.dispose();
  });

  it('that ends while it is disposed is disposed', async () => {
    const loaded = await loadInto(`${ready} parentPort.once('message', () => process.exit(1));`);
    await loaded.dispose();
  });

  it.each([
    ['throws', "throw new Error('no luck');", /worker thread could not start: no luck/],
    ['ends', 'process.exit(4);', /worker thread has ended \(exit code 4\)/],
    ['cannot be parsed', 'const;', /worker thread could not start: /],
  ])('that %s at its start fails the load', async (_what, code, message) => {
    await expect(loadInto(code)).rejects.toMatchObject({
      code: 'engine/worker',
      message: expect.stringMatching(message),
    });
  });

  it('whose file is missing fails the load with the file’s name', async () => {
    const url = new URL('./no-such-worker.js', import.meta.url);
    const loading = ortWorkerEngine(options, url).load({ step: counterStep() }, { count: scalar(0) });
    await expect(loading).rejects.toMatchObject({
      code: 'engine/worker',
      message: expect.stringContaining('no-such-worker.js'),
    });
  });

  it('passes on why the runtime refuses', async () => {
    const loading = ortWorkerEngine({ device: 'wasm' }, workerUrl).load(
      { step: counterStep() },
      { count: scalar(0) },
    );
    await expect(loading).rejects.toMatchObject({
      code: 'runtime/open',
      message: expect.stringContaining("this build has no 'wasm'"),
    });
  });
});
