/** Engines beside each other, as text. */
import { expect, it } from 'vitest';
import { formatEngines, formatKernels } from '../src/report-engines.js';

const row = {
  engine: 'tfjs-cpu',
  method: 'WGAN-GP',
  filters: 32,
  program: 'criticStep',
  batch: 2,
  milliseconds: 400,
  cpuMilliseconds: 410,
  ratio: 170.14,
  cpuRatio: 253.4,
  rounds: [],
} as const;

it('names step, batch, time of one sample and both ratios', () => {
  expect(formatEngines({ threads: 1, rows: [row], absent: [] })).toMatch(
    /WGAN-GP critic \| +32\/64 \| +tfjs-cpu \| +2 \| +400\.0 \| +410\.0 \| +205\.00 \| +170\.1x \| +253\.4x \|$/,
  );
});

it('says which engines are not here, and why', () => {
  const absent = [{ name: 'tfjs-node', reason: 'its addon was not built.' }];
  expect(formatEngines({ threads: 2, rows: [row], absent })).toMatch(
    /2 threads[^]*\nNot here:\n {2}tfjs-node: its addon was not built\.$/,
  );
});

it('gives what comes on top of the kernels as a part of them', () => {
  const cost = { ...row, kernels: 123, milliseconds: 103.2, kernelMilliseconds: 100, overhead: 0.032 };
  expect(formatKernels([cost])).toMatch(/\| +123 \| +103\.2 \| +100\.0 \| +3\.2 % \|$/);
});
