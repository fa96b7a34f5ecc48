/** Which loads, and for how long. */
import { describe, expect, it } from 'vitest';
import { withSeed } from '../../src/server/contender.js';
import { control } from '../../src/server/control.js';
import { ours, oursUnbatched } from '../../src/server/ours.js';
import { litserve } from '../../src/server/peers.js';
import { dueAfter } from '../../src/server/paced-load.js';
import {
  bareBatch,
  bareBatches,
  cellName,
  cellsOf,
  countsOf,
  fullLoad,
  secondsFor,
} from '../../src/server/plan.js';
import { requestWriter } from '../../src/server/request-text.js';

const model = {
  name: 'digits',
  folder: '/models',
  file: '/models/g.onnx',
  latentSize: 4,
  imageBytes: 16,
  small: true,
};

describe('loads', () => {
  it('are those whose format a server has', () => {
    const formats = (of: typeof ours) => new Set(cellsOf(of, model).map(({ format }) => format));
    expect(formats(ours)).toEqual(new Set(['binary', 'png']));
    expect(formats(litserve('python'))).toEqual(new Set(['binary']));
  });
  it('are one where only batching is asked about', () =>
    expect(cellsOf(oursUnbatched, model)).toEqual([fullLoad]));
  it('have a name of their own each', () => {
    const names = cellsOf(ours, model).map(cellName);
    expect(new Set(names).size).toBe(names.length);
  });
  it('are more of a small model, by those with the most images a request', () => {
    const most = (small: boolean) => Math.max(...cellsOf(ours, { small }).map(({ count }) => count));
    expect([most(false), most(true)]).toEqual([16, 64]);
  });
  it('ask for no number of images that a server could not prepare for', () => {
    for (const { format, count } of cellsOf(control, model)) expect(countsOf(format)).toContain(count);
  });
  it('are the same for the control', () => {
    expect(cellsOf(control, model)).toEqual(cellsOf(ours, model));
    const payload = { format: 'png', count: 2 } as const;
    expect(control.ask(model, payload)).toEqual(ours.ask(model, payload));
  });
  it('have a bare batch to compare with each', () => {
    expect(cellsOf(ours, model).every((cell) => bareBatches.includes(bareBatch(cell)))).toBe(true);
  });
});

it('compares with batches of what is under way, up to the largest', () => {
  expect(bareBatch({ format: 'binary', count: 1, connections: 8 })).toBe(8);
  expect(bareBatch({ format: 'binary', count: 16, connections: 8 })).toBe(64);
});

describe('time for a load', () => {
  const cell = { format: 'binary', count: 16, connections: 64 } as const;
  it('is at least what is asked for', () => expect(secondsFor(cell, 6, 100_000)).toBe(6));
  it('lets a slow model answer all connections some times', () => {
    expect(secondsFor(cell, 6, 512)).toBe(10);
  });
  it('ends', () => expect(secondsFor(cell, 6, 1)).toBe(48));
});

describe('a request', () => {
  it.each([
    ['in the path', ours, (seed: string) => `/v1/models/digits/samples?seed=${seed}&count=2`],
    ['in the body', litserve('python'), (seed: string) => `{"seed":${seed},"count":2}`],
  ] as const)('carries its seed %s', (_, contender, expected) => {
    const { path, body } = withSeed(contender.ask(model, { format: 'binary', count: 2 }), 7);
    expect(body ?? path).toBe(expected('7'));
  });
  it('is written with the length of its body in bytes, and the seed in it', () => {
    const ask = { method: 'POST', path: '/p', headers: { a: 'b' }, body: '{"é":{seed}}' } as const;
    const write = requestWriter(ask, 'h:1');
    expect(write(10)).toBe('POST /p HTTP/1.1\r\nhost: h:1\r\na: b\r\ncontent-length: 9\r\n\r\n{"é":10}');
  });
  it('without a body is written without a length', () => {
    const write = requestWriter({ method: 'GET', path: '/{seed}', headers: {} }, 'h:1');
    expect([write(1), write(2)]).toEqual([1, 2].map((seed) => `GET /${seed} HTTP/1.1\r\nhost: h:1\r\n\r\n`));
  });
});

it('requests are due at once, and then evenly', () => {
  expect([0, 9, 10, 19, 1000].map((time) => dueAfter(time, 100))).toEqual([1, 1, 2, 2, 101]);
});
