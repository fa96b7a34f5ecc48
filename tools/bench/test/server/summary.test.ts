/** Rounds of servers become rows, ratios and targets. */
import { describe, expect, it } from 'vitest';
import { bareLayouts, sumBare } from '../../src/server/bare.js';
import { ceilingOf } from '../../src/server/ceiling.js';
import { control } from '../../src/server/control.js';
import type { ModelFigures, ServerRounds } from '../../src/server/measure.js';
import { fullLoad, type Cell } from '../../src/server/plan.js';
import { formatModel, formatTargets } from '../../src/server/report.js';
import { ratioOf, summarize, summarizeCeiling } from '../../src/server/summary.js';
import { targetsOf } from '../../src/server/targets.js';
import type { LoadName } from '../../src/server/turn.js';
import { layoutOf } from '../../src/server.js';

const figuresOf = (cell: Cell, imagesPerSecond: number, p99 = 15, by: LoadName = 'autocannon') => ({
  cell,
  by,
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
    paced: figuresOf(cell, 0.7 * rate, p99, 'paced'),
    pacedRate: 0.7 * rate,
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

/** Of full loads. */
const full = { cell: fullLoad, by: 'autocannon' } as const;

describe('ratios', () => {
  it('are those of the same round, so that a slow round does no harm', () => {
    const figures = model([rounds('ours', [100, 10, 100]), rounds('LitServe', [50, 5, 50])]);
    expect(ratioOf(figures, 'ours', 'LitServe', full)).toBe(2);
  });
  it('are no number where one side was not measured', () => {
    expect(ratioOf(model([rounds('ours', [1])]), 'ours', 'LitServe', full)).toBeNaN();
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

describe('the ceiling', () => {
  it('takes for an image what the control and the bare runtime take together', () => {
    expect(ceilingOf(100, 100)).toBe(50);
    expect(1 / ceilingOf(40, 25)).toBeCloseTo(1 / 40 + 1 / 25, 12);
  });
  it('is neither above the control nor above the bare runtime, and that of the other where one costs nothing', () => {
    expect(ceilingOf(100, 3)).toBeLessThan(3);
    expect(ceilingOf(3, 100)).toBeLessThan(3);
    expect(ceilingOf(7, Infinity)).toBe(7);
  });

  const bare = [[bareOf(64, 2, 1, 200)], [bareOf(64, 2, 1, 20)]];
  const figures = model([rounds('ours', [40, 4]), rounds(control.name, [200, 20])], bare);
  const rowOf = (name: string) => summarize(figures).find((server) => server.name === name)?.rows[0];

  it('is compared round by round', () => {
    expect(summarizeCeiling(figures, full)).toMatchObject({ imagesPerSecond: 55, ofBare: 0.5 });
    expect(rowOf('ours')).toMatchObject({ ofBare: 0.2, ofCeiling: 0.4 });
  });
  it('is not for the control, which it is made of', () => expect(rowOf(control.name)?.ofCeiling).toBeNaN());
  it.each([
    ['control', model([rounds('ours', [40, 4])], bare)],
    ['bare runtime', model([rounds('ours', [40, 4]), rounds(control.name, [200, 20])])],
  ])('is not there without the %s', (_, without) => {
    expect(summarizeCeiling(without, full).imagesPerSecond).toBeNaN();
    expect(summarize(without)[0].rows[0].ofCeiling).toBeNaN();
    expect(formatModel(without)).not.toContain('| ceiling');
  });
  it('is of the load that it was measured with', () => {
    expect(summarizeCeiling(figures, { ...full, by: 'raw' }).imagesPerSecond).toBeNaN();
  });
  it('has a row beside the servers, which says what made the load', () => {
    expect(formatModel(figures)).toMatch(
      /64 at once +\| +autocannon \| +ceiling \| +55\.0 \| +50\.0 % \| +– \|/,
    );
  });
  it('stands beside the targets, which it does not change', () => {
    const [ofBare] = targetsOf(figures) ?? [];
    expect(ofBare).toMatchObject({
      wanted: '≥ 90 %',
      measured: '20 %',
      met: false,
      beside: 'ceiling 50.0 %',
    });
  });
});

it('loads by two generators are two rows', () => {
  const [turn] = rounds('ours', [100]).turns;
  const both = [turn.cells[0], figuresOf(fullLoad, 300, 15, 'raw')];
  const [{ rows }] = summarize(model([{ name: 'ours', turns: [{ ...turn, cells: both }] }]));
  expect(rows.map(({ by, imagesPerSecond }) => [by, imagesPerSecond])).toEqual([
    ['autocannon', 100],
    ['raw', 300],
  ]);
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
  it('show how uneven the waiting is with no model', () => {
    const spread = targetsOf(model([...servers(), rounds(control.name, [1000], fullLoad, 30)]))?.find(
      ({ what }) => what.startsWith('p99'),
    );
    expect(spread).toMatchObject({ measured: '1.50x', beside: `${control.name}: 3.00x`, met: true });
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
