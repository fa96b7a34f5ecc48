/** From what was found to the exact fix. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.js';
import type { Facts } from '../../src/doctor/facts.js';
import type { CudaProvider } from '../../src/doctor/onnxruntime.js';
import type { EngineName, EngineReport } from '../../src/engines.js';
import { chooseAuto } from '../../src/select-engine.js';
import { facts } from './findings.js';

const gpu: Facts['graphics'] = { nvidia: true, devices: ['NVIDIA T4'] };
const broken: Facts['graphics'] = { nvidia: false, devices: [], problem: 'nvidia-smi fails' };
const reason = 'It does not work.';

function fixOf(
  name: EngineName,
  changes: Partial<Facts>,
  { provider, tfjs }: { provider?: CudaProvider; tfjs?: EngineReport['tfjs'] } = {},
) {
  const report = { name, available: tfjs !== undefined, reason, fix: 'Mend it.', ...(tfjs ? { tfjs } : {}) };
  return diagnose(report, { ...facts, ...changes }, provider);
}

const provider: CudaProvider = {
  installed: true,
  libraries: ['libcudart.so.13', 'libcuda.so.1', 'libc.so.6', 'libcudnn.so.9'],
  offered: '12',
  fetch: 'node install.js',
};
const library = (...names: string[]) => new Map(names.map((name) => [name, `/opt/cuda/${name}`]));

describe('ort-cuda', () => {
  it('without its provider: how to fetch it', () => {
    const absent = { ...provider, installed: false, libraries: [] };
    expect(fixOf('ort-cuda', { graphics: gpu }, { provider: absent })).toEqual({
      reason,
      fix: 'Run `node install.js`, which fetches the one for CUDA 12 and cuDNN 9 from NuGet.',
    });
    expect(fixOf('ort-cuda', {}, { provider: absent }).fix).toMatch(/NVIDIA GPU, and none is seen here\.$/);
    expect(fixOf('ort-cuda', { graphics: broken }, { provider: absent }).fix).toMatch(
      /^First mend the NVIDIA driver/,
    );
  });

  it('on a system that has no provider: no command', () => {
    const { offered: _, ...none } = { ...provider, installed: false };
    expect(fixOf('ort-cuda', { graphics: gpu }, { provider: none })).toEqual({
      reason: `${reason} There is none for this system.`,
    });
  });

  it('without libraries: which, and the versions to install', () => {
    expect(fixOf('ort-cuda', { graphics: gpu }, { provider })).toEqual({
      reason:
        'Its CUDA provider wants CUDA 13 and cuDNN 9; not found: libcudart.so.13, libcuda.so.1, libcudnn.so.9.',
      fix: 'Install the NVIDIA driver, CUDA 13 and cuDNN 9; a folder of their own must be in LD_LIBRARY_PATH.',
    });
  });

  it('with libraries where the loader does not look: the path to set', () => {
    const libraries = {
      loaded: library('libcuda.so.1'),
      elsewhere: library('libcudart.so.13', 'libcudnn.so.9'),
    };
    expect(fixOf('ort-cuda', { graphics: gpu, libraries }, { provider }).fix).toMatch(
      /^Run `export LD_LIBRARY_PATH=\/opt\/cuda`/,
    );
  });

  it('with all libraries: what ONNX Runtime says', () => {
    const libraries = { loaded: library(...provider.libraries), elsewhere: library() };
    expect(fixOf('ort-cuda', { graphics: gpu, libraries }, { provider })).toEqual({
      reason: `${reason} It wants CUDA 13 and cuDNN 9, and they are here.`,
      fix: 'Mend it.',
    });
  });
});

describe.skipIf(process.platform !== 'linux')('ort-webgpu (on Linux)', () => {
  it.each([
    [{ drivers: [] }, 'There is no Vulkan loader', 'apt-get install libvulkan1'],
    [{ loader: '/lib/libvulkan.so.1', drivers: [] }, 'no driver is registered', 'mesa-vulkan-drivers'],
    [{ loader: '/lib/libvulkan.so.1', drivers: ['x_icd'] }, `${reason} Vulkan drivers: x_icd.`, 'Mend it.'],
  ])('with %j', (vulkan, why, fix) => {
    const diagnosis = fixOf('ort-webgpu', { vulkan });
    expect(diagnosis.reason).toContain(why);
    expect(diagnosis.fix).toContain(fix);
  });
});

describe('tfjs-node-gpu', () => {
  const tfjs = {
    backend: 'tfjs-node-gpu',
    available: true,
    reason,
    device: 'cpu',
    tensorflow: '2.15.1',
  } as const;

  it('with libraries missing: the versions it is made for, and the fix that was found', () => {
    const missing = ['libcudart.so.12'];
    expect(fixOf('tfjs-node-gpu', { graphics: gpu }, { tfjs: { ...tfjs, missing } })).toEqual({
      reason: `${reason} It is made for CUDA 12.2 and cuDNN 8.9.`,
      fix: 'Mend it.',
    });
    const libraries = { loaded: library(), elsewhere: library('libcudart.so.12') };
    expect(
      fixOf('tfjs-node-gpu', { graphics: gpu, libraries }, { tfjs: { ...tfjs, missing } }).fix,
    ).toContain('export LD_LIBRARY_PATH=/opt/cuda');
  });

  it('with a library for the CPU: no versions', () => {
    expect(fixOf('tfjs-node-gpu', { graphics: gpu }, { tfjs })).toEqual({ reason, fix: 'Mend it.' });
  });
});

it('other engines keep what was found', () => {
  expect(fixOf('tfjs-wasm', {})).toEqual({ reason, fix: 'Mend it.' });
});

describe('auto', () => {
  const report = (name: EngineName, available = true, device?: 'gpu' | 'cpu'): EngineReport => ({
    name,
    available,
    reason: '',
    ...(device === undefined ? {} : { tfjs: { backend: 'tfjs-node-gpu', available, reason: '', device } }),
  });

  it.each<[string, EngineReport[], EngineName | undefined]>([
    ['CUDA', [report('ort-cpu'), report('tfjs-node-gpu', true, 'gpu'), report('ort-cuda')], 'ort-cuda'],
    [
      'tfjs-node-gpu with a GPU where ONNX Runtime has no CUDA',
      [report('ort-cpu'), report('ort-cuda', false), report('tfjs-node-gpu', true, 'gpu')],
      'tfjs-node-gpu',
    ],
    [
      'the CPU rather than tfjs-node-gpu without one',
      [report('tfjs-node-gpu', true, 'cpu'), report('ort-cpu')],
      'ort-cpu',
    ],
    [
      'never WebGPU or the others',
      [report('ort-webgpu'), report('tfjs-node'), report('ort-cpu', false)],
      undefined,
    ],
  ])('takes %s', (_what, reports, name) => {
    expect(chooseAuto(reports)?.name).toBe(name);
  });
});
