import * as g from '@kantor/graph';
import type { Case } from './case.js';

const pairs = [
  '[2, 3] [2, 3]',
  '[2, 3] [3]',
  '[2, 1] [2, 3]',
  '[2, 1] [1, 3]',
  '[2, 2] []',
  '[] [3]',
  '[3] [2, 1, 1]',
];
const binaries = {
  add: g.add,
  sub: g.sub,
  mul: g.mul,
  div: g.div,
  maximum: g.maximum,
  minimum: g.minimum,
  pow: g.pow,
};
const triples = ['[2, 3] [2, 3] [2, 3]', '[2, 3] [3] []', '[2, 1] [2, 3] [1, 3]', '[3] [2, 1] []'];

export const broadcast: readonly Case[] = [
  ...Object.entries(binaries).flatMap(([kind, build]) =>
    pairs.map((shapes) => ({ kind: kind as keyof typeof binaries, name: `${kind} ${shapes}`, build })),
  ),
  { kind: 'greater', name: 'greater', build: (a, b) => g.mul(g.cast(g.greater(a, b), 'float32'), a) },
  ...triples.map((shapes): Case => ({
    kind: 'where',
    name: `where ${shapes}`,
    build: (c, a, b) => g.where(g.greater(c, 0), a, b),
  })),
];
