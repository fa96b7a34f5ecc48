/** Which versions of a model are loaded and taken out, look by look. */
import { describe, expect, it } from 'vitest';
import type { FoundVersion } from '../src/models/find.js';
import type { ServedVersion } from '../src/models/served.js';
import { createShelf, due, entriesOf, outdated, type Shelf } from '../src/models/shelf.js';

const file = (version: string, mark = 'a'): FoundVersion => {
  return { version, mark, path: `/models/m/${version}/model.onnx`, hintsPath: undefined };
};

/** As much of a served version as a shelf looks at. */
const served = (version: string, mark = 'a', dead = false) =>
  ({ version, mark, dead: () => dead }) as unknown as ServedVersion;

/** A shelf that serves these versions, after a look that found these files. */
function shelf(versions: readonly ServedVersion[], seen: readonly FoundVersion[]): Shelf {
  const shelf = createShelf();
  for (const one of versions) shelf.served.set(one.version, one);
  shelf.seen = new Map(seen.map(({ version, mark }) => [version, mark]));
  return shelf;
}

const versionsOf = (found: readonly FoundVersion[]) => found.map(({ version }) => version);

describe('what is loaded', () => {
  it('is what is new, once it is the same at two looks', () => {
    expect(due(shelf([], []), [file('1')], 1, 0)).toEqual([]);
    expect(versionsOf(due(shelf([], [file('1')]), [file('1')], 1, 0))).toEqual(['1']);
    expect(due(shelf([], [file('1', 'half')]), [file('1', 'whole')], 1, 0)).toEqual([]);
  });

  it('is the newest versions, the newest first, by number', () => {
    const found = [file('2'), file('9'), file('10')];
    expect(versionsOf(due(shelf([], found), found, 2, 0))).toEqual(['10', '9']);
  });

  it('is not what is served already, unless its workers are lost for good', () => {
    expect(due(shelf([served('1')], [file('1')]), [file('1')], 1, 0)).toEqual([]);
    const lost = shelf([served('1', 'a', true)], [file('1')]);
    expect(versionsOf(due(lost, [file('1')], 1, 0))).toEqual(['1']);
  });

  it('is not what could not be loaded, until the file changes or the time has come', () => {
    const failed = shelf([], [file('1')]);
    failed.failed.set('1', { mark: 'a', reason: 'it is no model', retryAt: 100 });
    expect(due(failed, [file('1')], 1, 99)).toEqual([]);
    expect(versionsOf(due(failed, [file('1')], 1, 100))).toEqual(['1']);
    failed.seen = new Map([['1', 'b']]);
    expect(versionsOf(due(failed, [file('1', 'b')], 1, 0))).toEqual(['1']);
  });

  it('is nothing of a model that a caller has unloaded', () => {
    const closed = shelf([], [file('1')]);
    closed.unloaded = true;
    expect(due(closed, [file('1')], 1, 0)).toEqual([]);
  });
});

describe('what is taken out', () => {
  it('is versions older than the newest that are served', () => {
    const found = [file('1'), file('2'), file('10')];
    const both = shelf([served('2'), served('10')], found);
    expect(outdated(both, found, 1)).toEqual(['2']);
    expect(outdated(both, found, 2)).toEqual([]);
  });

  it('is no old version for a new one that could not be loaded', () => {
    const found = [file('1'), file('2')];
    expect(outdated(shelf([served('1')], found), found, 1)).toEqual([]);
  });

  it('is a file that is gone at two looks, not at one: it may be on its way to be replaced', () => {
    expect(outdated(shelf([served('1')], [file('1')]), [], 1)).toEqual([]);
    expect(outdated(shelf([served('1')], []), [], 1)).toEqual(['1']);
  });
});

describe('the index', () => {
  const all = [file('1'), file('2')];
  const ready = { ...served('2'), ready: () => true } as ServedVersion;

  it('lists versions that are served, and those that are not', () => {
    expect(entriesOf('m', shelf([ready], all))).toMatchObject([
      { version: '1', state: 'UNAVAILABLE', reason: expect.stringContaining('not among') },
      { version: '2', state: 'READY', reason: '' },
    ]);
  });

  it('has one entry for a model that was unloaded', () => {
    const closed = shelf([], all);
    closed.unloaded = true;
    expect(entriesOf('m', closed)).toEqual([
      { name: 'm', version: '', state: 'UNAVAILABLE', reason: 'unloaded' },
    ]);
  });
});
