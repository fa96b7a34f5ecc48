import * as g from '@kantor/graph';
import type { Case } from './case.js';

interface Geometry extends g.ConvWindow {
  readonly inputSize: readonly [number, number];
  readonly kernel: readonly [number, number];
}

const geometries: Readonly<Record<string, Geometry>> = {
  'k3 s1 p1': { kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1], inputSize: [3, 3] },
  'k2 s2, stride does not divide': { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], inputSize: [5, 4] },
  'k3 s2 p1': { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], inputSize: [4, 5] },
  'k5 s2, more padding after': { kernel: [5, 5], strides: [2, 2], pads: [1, 1, 2, 2], inputSize: [4, 4] },
  'k1 s2, smaller than its stride': {
    kernel: [1, 1],
    strides: [2, 2],
    pads: [0, 0, 0, 0],
    inputSize: [3, 4],
  },
  'k2x3 s3x2, uneven': { kernel: [2, 3], strides: [3, 2], pads: [0, 1, 1, 0], inputSize: [4, 5] },
  'k4 s2 p1': { kernel: [4, 4], strides: [2, 2], pads: [1, 1, 1, 1], inputSize: [4, 4] },
  'k4 s1, whole image': { kernel: [4, 4], strides: [1, 1], pads: [0, 0, 0, 0], inputSize: [4, 4] },
  'k1 s1, padding beyond the kernel': {
    kernel: [1, 1],
    strides: [1, 1],
    pads: [1, 0, 0, 2],
    inputSize: [2, 2],
  },
};

export const convolution: readonly Case[] = Object.entries(geometries).flatMap(([name, geometry]): Case[] => [
  { kind: 'conv', name: `conv ${name}`, build: (x, w) => g.conv(x, w, geometry) },
  { kind: 'convInputGrad', name: `convInputGrad ${name}`, build: (y, w) => g.convInputGrad(y, w, geometry) },
  {
    kind: 'convFilterGrad',
    name: `convFilterGrad ${name}`,
    build: (x, y) => g.convFilterGrad(x, y, geometry),
  },
]);
