/** What is found of a machine: graphics, libraries, Vulkan. Programs and folders are made up. */
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkCuda, describeFound, wantedByTensorflow } from '../../src/doctor/cuda.js';
import { findGraphics, pciDisplays } from '../../src/doctor/graphics.js';
import { describeMachine } from '../../src/doctor/machine.js';
import { findSharedLibraries, versionsOf, type SharedLibraries } from '../../src/doctor/shared-libraries.js';
import { findVulkan } from '../../src/doctor/vulkan.js';
import { folderWith } from './temporary.js';

afterEach(() => void vi.unstubAllEnvs());

const posix = process.platform !== 'win32';
const skipped = posix ? '' : ' (skipped: needs a POSIX shell)';

/** Puts a made-up nvidia-smi in front of the path. */
function withDriver(script: string): void {
  const folder = folderWith({ 'nvidia-smi': `#!/bin/sh\n${script}\n` });
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
}

const noDevices = () => folderWith({});
const bus = (files: Record<string, string>) => folderWith(files);
const nvidiaCard = { '0000:01:00.0/class': '0x030000\n', '0000:01:00.0/vendor': '0x10de\n' };
const others = {
  '0000:00:02.0/class': '0x030000\n',
  '0000:00:02.0/vendor': '0x8086\n',
  '0000:00:03.0/class': '0x020000\n', // a network card
  '0000:00:03.0/vendor': '0x10de\n',
  '0000:00:04.0/class': '0x038000\n',
  '0000:00:04.0/vendor': '0x1234\n',
};

describe.skipIf(!posix)(`graphics${skipped}`, () => {
  it('are what nvidia-smi lists, with driver and CUDA version', async () => {
    withDriver(
      'if [ $# = 0 ]; then echo "| NVIDIA-SMI 550.54.15   Driver Version: 550.54.15   CUDA Version: 12.4 |"\n' +
        'else echo "NVIDIA H100 80GB HBM3, 81559 MiB, 550.54.15"; echo "Tesla T4, 15360 MiB, 550.54.15"; fi',
    );
    expect(await findGraphics(bus({ ...nvidiaCard, ...others }))).toEqual({
      nvidia: true,
      devices: [
        'NVIDIA H100 80GB HBM3, 81559 MiB, driver 550.54.15, CUDA up to 12.4',
        'Tesla T4, 15360 MiB, driver 550.54.15, CUDA up to 12.4',
        'Intel (PCI 0000:00:02.0)',
        'another maker (PCI 0000:00:04.0)',
      ],
    });
  });

  it('say what nvidia-smi complains of', async () => {
    withDriver(
      'echo "NVIDIA-SMI has failed because it couldn\'t communicate with the NVIDIA driver."; exit 9',
    );
    expect(await findGraphics(bus(nvidiaCard))).toEqual({
      nvidia: false,
      devices: ['NVIDIA (PCI 0000:01:00.0)'],
      problem:
        "nvidia-smi fails: NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
    });
  });

  it('say that a card has no driver, and nothing where there is no card', async () => {
    vi.stubEnv('PATH', noDevices());
    expect(await findGraphics(bus(nvidiaCard))).toMatchObject({
      nvidia: false,
      problem: expect.stringContaining('its driver is not installed'),
    });
    expect(await findGraphics(bus(others))).toEqual({
      nvidia: false,
      devices: ['Intel (PCI 0000:00:02.0)', 'another maker (PCI 0000:00:04.0)'],
    });
    expect(pciDisplays('/nowhere/at/all')).toEqual([]);
  });
});

describe('shared libraries', () => {
  it('in LD_LIBRARY_PATH are found by the loader', async () => {
    const folder = folderWith({ 'libcudart.so.99': '', 'libcudart.so': '', 'notes.txt': '' });
    const { loaded } = await findSharedLibraries(`/nowhere:${folder}`);
    expect(loaded.get('libcudart.so.99')).toBe(join(folder, 'libcudart.so.99'));
    expect(loaded.has('notes.txt')).toBe(false);
    expect(versionsOf(loaded, 'libcudart')[0]).toBe('99');
  });

  it.skipIf(process.platform !== 'linux')('of the system are found without it (needs Linux)', async () => {
    const { loaded } = await findSharedLibraries(undefined);
    expect(loaded.get('libc.so.6')).toMatch(/libc\.so\.6$/);
  });
});

const libraries = (loaded: string[], elsewhere: string[] = []): SharedLibraries => ({
  loaded: new Map(loaded.map((name) => [name, `/lib/${name}`])),
  elsewhere: new Map(elsewhere.map((name) => [name, `/usr/local/cuda-12/lib64/${name}`])),
});

describe('CUDA', () => {
  const wanted = ['libcublas.so.12', 'libcudart.so.12', 'libcuda.so.1', 'libc.so.6', 'libcudnn.so.9'];

  it('wants what a library is linked with, and misses what the loader does not find', () => {
    const check = checkCuda(wanted, libraries(['libcuda.so.1', 'libcublas.so.12', 'libcudart.so.11.0']));
    expect(check).toEqual({
      wants: 'CUDA 12 and cuDNN 9',
      missing: ['libcudart.so.12', 'libcudnn.so.9'],
      folders: [],
    });
  });

  it('names the folder that has all that is missing', () => {
    const there = ['libcudart.so.12', 'libcudnn.so.9'];
    const { folders } = checkCuda(wanted, libraries(['libcuda.so.1', 'libcublas.so.12'], there));
    expect(folders).toEqual(['/usr/local/cuda-12/lib64']);
    expect(checkCuda(wanted, libraries(['libcuda.so.1'], there)).folders).toEqual([]);
  });

  it('is described as found', () => {
    const found = libraries(['libcudart.so.9.2', 'libcudart.so.12', 'libcudart.so'], ['libcudart.so.11.0']);
    expect(describeFound('libcudart', found)).toBe(
      '12 (/lib/libcudart.so.12), 9.2 (/lib/libcudart.so.9.2), ' +
        '11.0 (/usr/local/cuda-12/lib64/libcudart.so.11.0, where the loader does not look)',
    );
    expect(describeFound('libcudnn', found)).toBe('none found');
  });

  it.each([
    ['2.9.1', 'CUDA 11.2 and cuDNN 8.1'],
    ['2.12.0', 'CUDA 11.8 and cuDNN 8.6'],
    ['2.15.1', 'CUDA 12.2 and cuDNN 8.9'],
    ['2.20.0', 'CUDA 12.5 and cuDNN 9.3'],
    ['1.15.5', undefined],
  ])('for libtensorflow %s is %s', (version, wants) => {
    expect(wantedByTensorflow(version)).toBe(wants);
  });
});

describe('Vulkan', () => {
  it('is a loader and the drivers that are registered', () => {
    const data = folderWith({
      'vulkan/icd.d/nvidia_icd.json': '{}',
      'vulkan/icd.d/radeon_icd.x86_64.json': '{}',
    });
    const { loader, drivers } = findVulkan(libraries(['libvulkan.so.1']), { XDG_DATA_DIRS: data });
    expect(loader).toBe('/lib/libvulkan.so.1');
    expect(drivers).toEqual(expect.arrayContaining(['nvidia_icd', 'radeon_icd']));
  });

  it('is only the drivers that the environment names, where it does', () => {
    const file = join(folderWith({ 'some_icd.json': '{}' }), 'some_icd.json');
    expect(findVulkan(libraries([]), { VK_ICD_FILENAMES: `${file}:/nowhere.json` })).toEqual({
      drivers: ['some_icd'],
    });
  });
});

it('describes the machine it runs on', async () => {
  const { cores, memory, freeMemory, node } = await describeMachine();
  expect(cores).toBeGreaterThan(0);
  expect(memory).toBeGreaterThanOrEqual(Math.min(freeMemory, memory));
  expect(`v${node}`).toBe(process.version);
});
