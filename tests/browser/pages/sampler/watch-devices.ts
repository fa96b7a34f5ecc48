/** Remembers the GPU devices that are asked for, in `gpuDevices`. */

interface Adapter {
  requestDevice(...args: unknown[]): Promise<unknown>;
}

const gpuDevices: unknown[] = [];
const { GPUAdapter } = globalThis as unknown as { GPUAdapter?: { prototype: Adapter } };
if (GPUAdapter) {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await requestDevice.apply(this, args);
    gpuDevices.push(device);
    return device;
  };
}

Object.assign(globalThis, { gpuDevices });
