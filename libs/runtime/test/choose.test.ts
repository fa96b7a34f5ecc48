/** Which device is chosen, and what is remembered of the others. */
import { chooseDevice, devices, isDevice, type Device, type Runtime } from '@kantor/runtime';
import { describe, expect, it } from 'vitest';

/** A runtime with some devices that work, which counts what was probed. */
function machine(...working: readonly Device[]) {
  const probed: Device[] = [];
  const runtime: Runtime = {
    name: 'test runtime',
    devices: ['cuda', 'webgpu', 'cpu'],
    probe: (device) => {
      probed.push(device);
      const available = working.includes(device);
      return Promise.resolve({ device, available, reason: available ? 'found' : `no ${device} here.` });
    },
    open: () => Promise.reject(new Error('not opened in this test')),
  };
  return { runtime, probed };
}

describe('auto', () => {
  it('takes the best that works and tries nothing after it', async () => {
    const { runtime, probed } = machine('cuda', 'webgpu', 'cpu');
    const tried = [{ device: 'cuda', available: true, reason: 'found' }];
    expect(await chooseDevice(runtime, 'auto')).toEqual({ device: 'cuda', tried });
    expect(probed).toEqual(['cuda']);
  });

  it('falls back and remembers why', async () => {
    const { runtime } = machine('cpu');
    expect(await chooseDevice(runtime, 'auto')).toEqual({
      device: 'cpu',
      tried: [
        { device: 'cuda', available: false, reason: 'no cuda here.' },
        { device: 'webgpu', available: false, reason: 'no webgpu here.' },
        { device: 'cpu', available: true, reason: 'found' },
      ],
    });
  });

  it('says every reason if nothing works', async () => {
    await expect(chooseDevice(machine().runtime, 'auto')).rejects.toMatchObject({
      code: 'runtime/device',
      message:
        'No device of test runtime can be used:\n  cuda: no cuda here.\n  webgpu: no webgpu here.\n  cpu: no cpu here.',
    });
  });
});

describe('a wanted device', () => {
  it('is the only one tried', async () => {
    const { runtime, probed } = machine('cuda', 'cpu');
    expect((await chooseDevice(runtime, 'cpu')).device).toBe('cpu');
    expect(probed).toEqual(['cpu']);
  });

  it('that is absent is an error with its reason, not a fallback', async () => {
    await expect(chooseDevice(machine('cpu').runtime, 'cuda')).rejects.toMatchObject({
      code: 'runtime/device',
      message: 'No device of test runtime can be used:\n  cuda: no cuda here.',
    });
  });

  it('that is absent says what to do where something is known', async () => {
    const { runtime } = machine();
    const probe = (device: Device) =>
      Promise.resolve({ device, available: false, reason: 'It is cold.', fix: 'Heat it.' });
    await expect(chooseDevice({ ...runtime, probe }, 'cuda')).rejects.toMatchObject({
      message: 'No device of test runtime can be used:\n  cuda: It is cold. Heat it.',
    });
  });
});

it('knows the names of devices', () => {
  expect(devices.every(isDevice)).toBe(true);
  expect(['CUDA', 'gpu', '', 'auto'].some(isDevice)).toBe(false);
});
