/** A machine without a GPU, for tests to change. */
import type { EngineRow } from '../../src/doctor/examine.js';
import type { Facts } from '../../src/doctor/facts.js';

export const facts: Facts = {
  machine: {
    cpu: 'AMD EPYC',
    cores: 2,
    memory: 23.5,
    freeMemory: 20.4,
    system: 'Debian GNU/Linux 12 (bookworm), Linux 6.1',
    arch: 'x64',
    node: '20.20.2',
    npm: '11.19.1',
    load: 0.2,
  },
  graphics: { devices: [], nvidia: false },
  libraries: { loaded: new Map(), elsewhere: new Map() },
  vulkan: { drivers: [] },
};

export const rows: readonly EngineRow[] = [
  {
    engine: 'ort-cpu',
    available: true,
    reason: 'onnxruntime-node 1.30.0, 2 threads',
    device: 'cpu',
    threads: 2,
    speed: { imagesPerSecond: 1633.4, batchSize: 32 },
    auto: true,
  },
  {
    engine: 'ort-cuda',
    available: false,
    reason: 'It is not installed.',
    fix: 'Run `node install.js`.',
    auto: false,
  },
  {
    engine: 'tfjs-node-gpu',
    available: true,
    reason: 'libtensorflow 2.9.1, without a GPU.',
    fix: 'Buy one.',
    device: 'cpu',
    threads: 2,
    speed: { imagesPerSecond: 98.76, batchSize: 32 },
    auto: false,
  },
  { engine: 'tfjs-node', available: true, reason: 'found', device: 'cpu', problem: 'It broke.', auto: false },
  {
    engine: 'tfjs-cpu',
    available: true,
    reason: 'slow',
    device: 'cpu',
    threads: 1,
    speed: { imagesPerSecond: 2.149, batchSize: 2 },
    auto: false,
  },
];
