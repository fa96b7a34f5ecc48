import * as g from '@kantor/graph';
import type { Case } from './case.js';

const transposeA = true;
const transposeB = true;

export const shape: readonly Case[] = [
  { kind: 'sum', name: 'sum', build: (x) => g.sum(x) },
  { kind: 'sum', name: 'sum axis 1', build: (x) => g.sum(x, { axes: [1] }) },
  { kind: 'sum', name: 'sum axes 0, -1, kept', build: (x) => g.sum(x, { axes: [0, -1], keepDims: true }) },
  { kind: 'sum', name: 'sum no axes', build: (x) => g.sum(x, { axes: [] }) },
  { kind: 'max', name: 'max', build: (x) => g.max(x) },
  { kind: 'max', name: 'max axis 1', build: (x) => g.max(x, { axes: [1] }) },
  { kind: 'max', name: 'max axes 0, -1, kept', build: (x) => g.max(x, { axes: [0, -1], keepDims: true }) },
  { kind: 'matmul', name: 'matmul', build: (a, b) => g.matmul(a, b) },
  { kind: 'matmul', name: 'matmul a transposed', build: (a, b) => g.matmul(a, b, { transposeA }) },
  { kind: 'matmul', name: 'matmul b transposed', build: (a, b) => g.matmul(a, b, { transposeB }) },
  {
    kind: 'matmul',
    name: 'matmul both transposed',
    build: (a, b) => g.matmul(a, b, { transposeA, transposeB }),
  },
  { kind: 'reshape', name: 'reshape', build: (x) => g.reshape(x, [4, 3]) },
  { kind: 'reshape', name: 'reshape to a scalar', build: (x) => g.reshape(x, []) },
  { kind: 'transpose', name: 'transpose', build: (x) => g.transpose(x, [2, 0, 1]) },
  { kind: 'expand', name: 'expand a row', build: (x) => g.expand(x, [2, 3]) },
  { kind: 'expand', name: 'expand a column', build: (x) => g.expand(x, [2, 2, 3]) },
  { kind: 'expand', name: 'expand a scalar', build: (x) => g.expand(x, [2, 2]) },
  { kind: 'slice', name: 'slice', build: (x) => g.slice(x, [1, 0], [2, 2]) },
  { kind: 'pad', name: 'pad', build: (x) => g.pad(x, [1, 0], [0, 2]) },
  { kind: 'concat', name: 'concat', build: (a, b) => g.concat([a, b], 0) },
  { kind: 'concat', name: 'concat with itself', build: (a, b) => g.concat([a, b, a], -1) },
];
