/** Engines on TensorFlow.js as applications open them: in a worker thread, each backend that this machine has. */
import { openTfjs, tfjsBackends } from '@kantor/engine/node';
import { defineProgram, input, matmul, mul, sum } from '@kantor/graph';
import { filled, scalarOf } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { memoryHeld } from './support/memory.js';
import { counterStep, scalar } from './support/programs.js';
import { fakeTf, folderWith, lookForTfjs, tfjsHere } from './support/tfjs.js';

const programs = { step: counterStep() };
const initial = { count: scalar(0) };
const by = scalar(1);

for (const backend of tfjsBackends) {
  const report = await lookForTfjs(backend);
  if (typeof report === 'string') {
    it.skip(`${backend} is absent: ${report}`);
    continue;
  }
  const open = () => openTfjs(backend, { ...tfjsHere, threads: 1, report });

  describe(backend, () => {
    it('says in one line what it runs on', async () => {
      const { name, description } = await open();
      expect(name).toBe(backend);
      expect(description).toMatch(
        /^tfjs-[\w-]+ on @tensorflow\/tfjs-[\w-]+ 4\.\d+\.\d+, (libtensorflow 2\.\d+\.\d+, )?(CPU, 1 thread|GPU.*)$/,
      );
    });

    it('computes, keeps its state, and gives it back', async () => {
      const loaded = await (await open()).load(programs, initial);
      for (let i = 1; i <= 3; i++) expect(scalarOf((await loaded.run('step', { by }))['now'])).toBe(i);
      await loaded.write({ count: scalar(10) });
      await loaded.run('step', { by });
      expect(await loaded.read()).toEqual({ count: scalar(11) });
      await loaded.dispose();
      await expect(loaded.read()).rejects.toMatchObject({ code: 'engine/disposed' });
    });

    it('passes errors on with their codes, and goes on', async () => {
      const loaded = await (await open()).load(programs, initial);
      await expect(loaded.run('step', {})).rejects.toMatchObject({ code: 'engine/feed' });
      await expect(loaded.run('stop', {})).rejects.toMatchObject({ code: 'engine/program' });
      expect(scalarOf((await loaded.run('step', { by }))['now'])).toBe(1);
      await loaded.dispose();
      await expect((await open()).load(programs, {})).rejects.toMatchObject({ code: 'engine/state' });
    });

    it('runs twice at the same time, and again afterwards, in one process', async () => {
      const engine = await open();
      const [one, two] = await Promise.all([engine.load(programs, initial), engine.load(programs, initial)]);
      await Promise.all([one.run('step', { by }), two.run('step', { by: scalar(5) })]);
      await one.dispose();
      expect(scalarOf((await two.run('step', { by }))['now'])).toBe(6);
      await two.dispose();
      const three = await engine.load(programs, initial);
      expect(scalarOf((await three.run('step', { by }))['now'])).toBe(1);
      await three.dispose();
    });

    it('leaves this thread free while it runs', async () => {
      const size = 256;
      const a = input('a', [size, size]);
      const power = [1, 2, 3, 4].reduce((product) => mul(matmul(product, a), 1e-3), matmul(a, a));
      const program = defineProgram({ name: 'power', feeds: [a], state: [], outputs: { y: sum(power) } });
      const loaded = await (await open()).load({ program }, {});
      const feeds = { a: filled([size, size], 1) };
      await loaded.run('program', feeds);
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      for (let i = 0; i < 200 && turns <= 5; i++) await loaded.run('program', feeds);
      clearInterval(timer);
      await loaded.dispose();
      expect(turns).toBeGreaterThan(5);
    });

    it('gives its memory back when it is disposed', async () => {
      const engine = await open();
      const size = 1 << 20; // 4 MB
      const s = input('s', [size]);
      const program = defineProgram({
        name: 'grow',
        feeds: [],
        state: [{ name: 's', current: s, next: mul(s, 2) }],
        outputs: { y: sum(s) },
      });
      const cycle = async () => {
        const loaded = await engine.load({ program }, { s: filled([size], 1) });
        await loaded.run('program', {});
        await loaded.dispose();
      };
      for (let i = 0; i < 3; i++) await cycle(); // allocators take their fill
      const before = await memoryHeld();
      for (let i = 0; i < 6; i++) await cycle();
      const after = await memoryHeld();
      // Six loads, each with at least two tensors of 4 MB, would leave 48 MB behind.
      expect(after.resident - before.resident).toBeLessThan(30_000_000);
    });
  });
}

describe('a backend that is absent', () => {
  it('is refused with the reason and what to do', async () => {
    const folders = [folderWith('something-else', {})];
    await expect(openTfjs('tfjs-node-gpu', { ...tfjsHere, folders })).rejects.toMatchObject({
      code: 'engine/tfjs',
      message:
        'The engine tfjs-node-gpu cannot be used: @tensorflow/tfjs-node-gpu is not installed.\n' +
        'What to do: Run `npm install @tensorflow/tfjs-node-gpu --ignore-scripts=false`.',
    });
  });

  it('is not tried again where a report is given', async () => {
    const folders = [folderWith('@tensorflow/tfjs-node', { 'dist/index.js': fakeTf() })];
    const report = {
      backend: 'tfjs-node',
      available: true,
      reason: '',
      version: '4.22.0',
      tensorflow: '2.9.1',
      device: 'gpu',
      gpu: 'Tesla T4, 13598 MB',
    } as const;
    const { description } = await openTfjs('tfjs-node', { folders, report });
    expect(description).toBe(
      'tfjs-node on @tensorflow/tfjs-node 4.22.0, libtensorflow 2.9.1, GPU Tesla T4, 13598 MB',
    );
  });
});
