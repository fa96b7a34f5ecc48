import { describe, expect, it } from 'vitest';
import { checkMachine, thisMachine } from '../../tools/libtensorflow/platform.mjs';

describe('the machine that libtensorflow is made on', () => {
  it('is Linux on x64 with glibc 2.17 or newer', () => {
    expect(() => checkMachine({ platform: 'linux', arch: 'x64', glibc: '2.17' })).not.toThrow();
    expect(() => checkMachine({ platform: 'linux', arch: 'x64', glibc: '2.36' })).not.toThrow();
  });

  it.each([
    [{ platform: 'darwin', arch: 'arm64', glibc: undefined }, /^This is darwin on arm64: .* Linux on x64/],
    [{ platform: 'win32', arch: 'x64', glibc: undefined }, /^This is win32 on x64: .* Use WSL\./],
    [{ platform: 'linux', arch: 'arm64', glibc: '2.36' }, /^This is linux on arm64: .* Linux on x64/],
    [{ platform: 'linux', arch: 'x64', glibc: undefined }, /^This Linux has no glibc \(Alpine\?\)/],
    [{ platform: 'linux', arch: 'x64', glibc: '2.5' }, /^This Linux has glibc 2\.5: .* needs 2\.17/],
  ])('cannot be %j, and the refusal says what runs there', (machine, message) => {
    expect(() => checkMachine(machine)).toThrow(message);
    expect(() => checkMachine(machine)).toThrow('the engines ort-cpu and tfjs-wasm run here as they are');
  });

  it('is recognized', () => {
    expect(thisMachine()).toMatchObject({ platform: process.platform, arch: process.arch });
    if (process.platform === 'linux') expect(thisMachine().glibc ?? '2.17').toMatch(/^2\.\d+$/);
  });
});
