/** Rounds of servers become rows, ratios and targets. */
import { describe, expect, it } from 'vitest';
import { bareLayouts, sumBare } from '../../src/server/bare.js';
import type { ModelFigures, ServerRounds } from '../../src/server/measure.js';
import { fullLoad, type Cell } from '../../src/server/plan.js';
import { formatModel, formatTargets } from '../../src/server/report.js';
import { ratioOf, summarize } from '../../src/server/summary.js';
import { targetsOf } from '../../src/server/targets.js';
import { layoutOf } from '../../src/server.js';

const figuresOf = (cell: Cell, imagesPerSecond: number, p99 = 15) => ({
  cell,
  imagesPerSecond,
  cpuPerThousand: 0.1,
  requests: 100,
  seconds: 1,
  failures: 1,
  p50: 10,
  p99,
  busy: 0.2,
});

const rounds = (name: string, rates: readonly number[], cell: Cell = fullLoad, p99 = 15): ServerRounds => ({
  name,
  turns: rates.map((rate) => ({
    startSeconds: 1.5,
    cells: [figuresOf(cell, rate)],
    paced: figuresOf(cell, 0.7 * rate, p99),
    loopDelay: 0.008,
  })),
});

const bareOf = (batch: number, workers: number, threads: number, imagesPerSecond: number) => ({
  batch,
  layout: { workers, threads },
  imagesPerSecond,
  cpuPerThousand: 0.05,
});

const model = (servers: readonly ServerRounds[], bare: ModelFigures['bare'] = []): ModelFigures => ({
  model: 'digits',
  bare,
  servers,
  absent: [],
});

describe('ratios', () => {
  it('are those of the same round, so that a slow round does no harm', () => {
    const figures = model([rounds('ours', [100, 10, 100]), rounds('LitServe', [50, 5, 50])]);
    expect(ratioOf(figures, 'ours', 'LitServe', fullLoad)).toBe(2);
  });
  it('are no number where one side was not measured', () => {
    expect(ratioOf(model([rounds('ours', [1])]), 'ours', 'LitServe', fullLoad)).toBeNaN();
  });
  it('to the bare runtime take its best layout, of the same batch', () => {
    const bare = [[bareOf(64, 1, 2, 150), bareOf(64, 2, 1, 200), bareOf(8, 2, 1, 1000)]];
    const [{ rows }] = summarize(model([rounds('ours', [100])], bare));
    expect(rows[0].ofBare).toBe(0.5);
  });
  it('to the bare runtime leave several processes out for a lone request', () => {
    const bare = [[bareOf(1, 1, 2, 125), bareOf(1, 2, 1, 200)]];
    const lone = { ...fullLoad, connections: 1 };
    const [{ rows }] = summarize(model([rounds('ours', [100], lone)], bare));
    expect(rows[0].ofBare).toBe(0.8);
  });
});

it('failures add up over the rounds', () => {
  expect(summarize(model([rounds('ours', [1, 2, 3])]))[0].rows[0].failures).toBe(3);
});

describe('targets', () => {
  const verdicts = (figures: ModelFigures) =>
    Object.fromEntries((targetsOf(figures) ?? []).map(({ what, met }) => [what.split(':')[0], met]));
  const servers = (p99 = 15) => [
    rounds('ours', [190], fullLoad, p99),
    rounds('ours, unbatched', [100]),
    rounds('LitServe', [90]),
    rounds('LitServe, 1 process', [100]),
  ];

  it('are met, not met, or not measured', () => {
    expect(verdicts(model(servers(), [[bareOf(64, 2, 1, 200)]]))).toEqual({
      "of the bare runtime's images/s": true,
      'images/s of LitServe': false, // 1.9x of its better variant
      'images/s of BentoML': undefined,
      'p99 of p50 at 70 % of capacity': true,
      'images/s without batching': false,
      'event loop delay, p99, under full load': true,
      'start to ready': true,
    });
  });
  it('judge the spread at a fixed rate, not that of the closed loop', () => {
    expect(verdicts(model(servers(25)))['p99 of p50 at 70 % of capacity']).toBe(false);
  });
  it('are none without our server', () => {
    expect(targetsOf(model([rounds('LitServe', [1])]))).toBeUndefined();
  });
  it('say plainly what is not met', () => {
    const text = formatTargets('digits', targetsOf(model(servers(25))) ?? []);
    expect(text).toMatch(/p99 of p50 at 70 % of capacity +\| +≤ 2x \| +2\.50x \| +NOT MET \|/);
    expect(text).toMatch(/images\/s of BentoML.* – \| not measured \|/);
  });
});

it('the report says who is not here, and why', () => {
  const figures = { ...model([]), absent: [{ name: 'LitServe', reason: 'no Python' }] };
  expect(formatModel(figures)).toMatch(/Not here:\n {2}LitServe: no Python$/);
});

it('bare processes add up', () => {
  const result = { images: 100, seconds: 2, cpuSeconds: 1 };
  expect(sumBare({ workers: 2, threads: 1 }, 8, [result, result])).toMatchObject({
    imagesPerSecond: 100,
    cpuPerThousand: 10,
  });
});
it('the bare runtime uses the same cores as the servers, in one process and in one for each', () => {
  expect(bareLayouts({ workers: 2, threads: 4 })).toEqual([
    { workers: 1, threads: 8 },
    { workers: 8, threads: 1 },
  ]);
});
it('servers get all cores', () => {
  expect(layoutOf(undefined, 8)).toEqual({ workers: 2, threads: 4 });
  expect(layoutOf(undefined, 1)).toEqual({ workers: 1, threads: 1 });
  expect(layoutOf(4, 2)).toEqual({ workers: 4, threads: 1 });
});
