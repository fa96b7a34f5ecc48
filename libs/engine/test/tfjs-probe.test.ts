/** What is said of TensorFlow.js packages that are absent, unfinished, broken, or without the GPU they are for. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findTfjs,
  isTfjsBackend,
  probeTfjs,
  type TfjsBackend,
  type TfjsProbeOptions,
} from '@kantor/engine/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadTfjs } from '../src/node/tfjs-load.js';
import { fakeTf, folderWith, tfjsHere } from './support/tfjs.js';

const { probeUrl } = tfjsHere;
const compiled = existsSync(probeUrl);
const needsBuild = compiled ? '' : ' (skipped: run `npx tsc -b libs/engine` first)';
const rebuild =
  'Run `npm rebuild @tensorflow/tfjs-node --ignore-scripts=false`; if npm says that its scripts are not approved, ' +
  '`npm approve-scripts @tensorflow/tfjs-node` first.';
const binding = 'lib/napi-v8/tfjs_binding.node';
const compiler = 'gcc';

const probeIn = (folder: string, backend: TfjsBackend = 'tfjs-node', options: TfjsProbeOptions = {}) =>
  probeTfjs(backend, { probeUrl, folders: [folder], ...options });

/** A native package whose entry is `entry`, and whose addon file is `addon`. */
const native = (entry: string, addon: string | Uint8Array = '', name = 'tfjs-node') =>
  folderWith(`@tensorflow/${name}`, { 'dist/index.js': entry, [binding]: addon });

const requireAddon = `require('../${binding}');`;

describe('a package that', () => {
  it.each([
    ['tfjs-node-gpu', 'Run `npm install @tensorflow/tfjs-node-gpu --ignore-scripts=false`.'],
    ['tfjs-node', 'Run `npm install @tensorflow/tfjs-node --ignore-scripts=false`.'],
    ['tfjs-wasm', 'Run `npm install @tensorflow/tfjs-backend-wasm`.'],
    ['tfjs-cpu', 'Run `npm install @tensorflow/tfjs-backend-cpu`.'],
  ] as const)('is not installed is told without a process: %s', async (backend, fix) => {
    const folder = folderWith('something-else', {});
    const probeUrl = new URL('file:///nowhere/at/all.js');
    const name = /@tensorflow[^ `]*/.exec(fix)?.[0];
    expect(await probeIn(folder, backend, { probeUrl })).toEqual({
      backend,
      available: false,
      reason: `${name} is not installed.`,
      fix,
    });
  });

  it('is not installed names the command that the caller gives', async () => {
    const install = (name: string) => `fetch ${name}`;
    const folder = folderWith('something-else', {});
    expect(await probeIn(folder, 'tfjs-node', { install })).toMatchObject({
      fix: 'Run `fetch @tensorflow/tfjs-node`.',
    });
    expect(await probeIn(folder, 'tfjs-cpu', { install })).toMatchObject({
      fix: 'Run `npm install @tensorflow/tfjs-backend-cpu`.',
    });
  });

  it('was installed without its addon says so', async () => {
    const folder = folderWith('@tensorflow/tfjs-node', { 'dist/index.js': fakeTf() });
    expect(await probeIn(folder)).toMatchObject({
      available: false,
      version: '4.22.0',
      reason: '@tensorflow/tfjs-node 4.22.0 is installed without its addon: its install script did not run.',
      fix: rebuild,
    });
  });

  it('has no addon does not hide one that has, in a later folder', () => {
    const without = folderWith('@tensorflow/tfjs-node', { 'dist/index.js': '' });
    const complete = native('');
    expect(findTfjs('tfjs-node', [without, complete])?.folder).toContain(complete);
    expect(findTfjs('tfjs-node', [without])?.folder).toContain(without);
  });
});

describe.skipIf(!compiled)(`a broken addon${needsBuild}`, () => {
  it('of garbage', async () => {
    const { available, reason, fix } = await probeIn(
      native(requireAddon, 'this is no addon at all '.repeat(99)),
    );
    expect(available).toBe(false);
    expect(reason).toMatch(/its addon is damaged, or not made for \w+ \w+ \(tfjs_binding\.node: .+\)\.$/);
    expect(fix).toBe(rebuild);
  });

  const hasCompiler = spawnSync(compiler, ['--version']).status === 0 && process.platform === 'linux';
  it.skipIf(!hasCompiler).each([
    [
      'libcudart.so.11.0',
      'it wants libcudart.so.11.0, which is not on this machine',
      /^Install CUDA 11\.0; /,
    ],
    [
      'libtensorflow.so.2',
      'libtensorflow.so.2, which it is made for, is not in its folder deps/lib',
      /^Run `npm rebuild/,
    ],
    ['libgreen.so.7', 'it wants libgreen.so.7', /^Install the system's package that has libgreen\.so\.7/],
  ])(
    `linked with %s, which is missing, names it${hasCompiler ? '' : ' (skipped: needs gcc on Linux)'}`,
    async (library, reason, fix) => {
      const report = await probeIn(native(requireAddon, addonLinkedWith(library)));
      expect(report.available).toBe(false);
      expect(report.reason).toContain(reason);
      expect(report.fix).toMatch(fix);
    },
  );

  it.each([
    ['aborts', 'process.abort();', 'the process that tried it ended with SIGABRT'],
    ['ends the process', 'process.exit(9);', 'the process that tried it ended with exit code 9'],
    ['hangs', 'for (;;);', 'it did not answer in 1 s'],
    ['throws', "throw new Error('no luck');", 'cannot be loaded: no luck'],
    ['cannot add', 'module.exports = {};', 'cannot be loaded: '],
    ['adds wrongly', fakeTf().replace('a + b', '7'), 'it says that 1 + 2 = 7'],
  ])('that %s', async (_what, entry, reason) => {
    const report = await probeIn(native(entry), 'tfjs-node', {
      timeout: entry.startsWith('for') ? 1000 : 60_000,
    });
    expect(report).toMatchObject({ available: false, fix: rebuild });
    expect(report.reason).toContain(reason);
  });
});

/** Lines as libtensorflow 2.15 and 2.9 write them. */
const log = {
  missing: [
    "I external/local_tsl/tsl/platform/default/dso_loader.cc:63] Could not load dynamic library 'libcudart.so.12'; dlerror: libcudart.so.12: cannot open shared object file: No such file or directory",
    "I external/local_tsl/tsl/platform/default/dso_loader.cc:63] Could not load dynamic library 'libcuda.so.1'; dlerror: libcuda.so.1: cannot open shared object file: No such file or directory",
    "I external/local_tsl/tsl/platform/default/dso_loader.cc:63] Could not load dynamic library 'libcudnn.so.8'; dlerror: libcudnn.so.8: cannot open shared object file: No such file or directory",
  ],
  refused: [
    'E tensorflow/stream_executor/cuda/cuda_driver.cc:271] failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected',
  ],
  found: [
    'I tensorflow/core/common_runtime/gpu/gpu_device.cc:1532] Created device /job:localhost/replica:0/task:0/device:GPU:0 with 13598 MB memory:  -> device: 0, name: Tesla T4, pci bus id: 0000:00:04.0, compute capability: 7.5',
  ],
};

describe.skipIf(!compiled)(`a package for GPUs${needsBuild}`, () => {
  const gpuPackage = (lines: readonly string[], gpu: boolean) => {
    const before = lines
      .map((line) => `require('fs').writeSync(2, ${JSON.stringify(`${line}\n`)});`)
      .join('\n');
    return probeIn(native(fakeTf({ before, gpu }), '', 'tfjs-node-gpu'), 'tfjs-node-gpu');
  };

  it('names the GPU that it found', async () => {
    const report = await gpuPackage(log.found, true);
    expect(report).toMatchObject({
      available: true,
      device: 'gpu',
      gpu: 'Tesla T4, 13598 MB',
      reason: '@tensorflow/tfjs-node-gpu 4.22.0, libtensorflow 2.9.1, Tesla T4, 13598 MB',
    });
    expect(report.fix).toBeUndefined();
  });

  it.each([
    [
      'libraries that are missing, and what to install',
      log.missing,
      'it looked for libcudart.so.12, libcuda.so.1, libcudnn.so.8 and did not find them',
      /^Install the NVIDIA driver, CUDA 12 and cuDNN 8; /,
    ],
    ['a driver that refuses', log.refused, 'no CUDA-capable device is detected', /nvidia-smi/],
    [
      'a library without CUDA',
      [],
      'made for the CPU alone, or finds no GPU',
      /npm install @tensorflow\/tfjs-node-gpu/,
    ],
  ])('works on its CPU device without one, and names %s', async (_what, lines, reason, fix) => {
    const report = await gpuPackage(lines, false);
    expect(report).toMatchObject({ available: true, device: 'cpu', tensorflow: '2.9.1' });
    expect(report.missing?.length).toBe(lines === log.missing ? 3 : undefined);
    expect(report.reason).toMatch(/without (its|a) GPU: /);
    expect(report.reason).toContain(reason);
    expect(report.fix).toMatch(fix);
  });
});

describe('loading', () => {
  it('gives back what Node 23 took from util before the package is loaded', async () => {
    const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
    const { isNullOrUndefined, isArray } = util;
    onTestFinished(() => void Object.assign(util, { isNullOrUndefined, isArray }));
    delete util['isNullOrUndefined'];
    delete util['isArray'];
    const before =
      "const u = require('util'); if (!u.isNullOrUndefined(null) || u.isNullOrUndefined(0)) throw 1;";
    const found = findTfjs('tfjs-node', [
      native(fakeTf({ before: `${before} if (!u.isArray([])) throw 2;` })),
    ]);
    expect(found && (await loadTfjs(found))).toMatchObject({ tensorflow: '2.9.1', device: 'cpu' });
  });

  it('reports a package that refuses its own backend', async () => {
    const found = findTfjs('tfjs-node', [native(fakeTf().replace('async () => true', 'async () => false'))]);
    await expect(found && loadTfjs(found)).rejects.toMatchObject({ code: 'engine/tfjs' });
  });
});

it.each([
  ['tfjs-node-gpu', true],
  ['tfjs', false],
  ['ort-cpu', false],
])('%s is a backend of TensorFlow.js: %s', (name, expected) => {
  expect(isTfjsBackend(name)).toBe(expected);
});

/** A shared library that needs `library`, which is then taken away. */
function addonLinkedWith(library: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-addon-'));
  try {
    writeFileSync(join(folder, 'stub.c'), 'int stub(void) { return 1; }\n');
    writeFileSync(join(folder, 'addon.c'), 'int stub(void); int addon(void) { return stub(); }\n');
    const gcc = (...args: string[]) => execFileSync(compiler, ['-shared', '-fPIC', ...args], { cwd: folder });
    gcc('stub.c', '-o', library, `-Wl,-soname,${library}`);
    gcc('addon.c', '-o', 'addon.node', `-L.`, `-l:${library}`);
    return readFileSync(join(folder, 'addon.node'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
