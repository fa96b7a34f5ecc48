/** Chooses a device by trying them, best first, and remembers why each was passed over. */
import { KantorError } from '@kantor/tensor';
import { devices, type Choice, type Device, type DeviceReport, type Runtime } from './runtime.js';

/**
 * @param wanted a device, which must then work, or `auto` for the best that works.
 * @throws KantorError `runtime/device` with every reason if none works.
 */
export async function chooseDevice(runtime: Runtime, wanted: Device | 'auto'): Promise<Choice> {
  const candidates = wanted === 'auto' ? runtime.devices : [wanted];
  const tried: DeviceReport[] = [];
  for (const device of candidates) {
    const report = await runtime.probe(device);
    tried.push(report);
    if (report.available) return { device, tried };
  }
  const reasons = tried
    .map(({ device, reason, fix }) => `  ${device}: ${reason}${fix === undefined ? '' : ` ${fix}`}`)
    .join('\n');
  throw new KantorError('runtime/device', `No device of ${runtime.name} can be used:\n${reasons}`);
}

export function isDevice(name: string): name is Device {
  return (devices as readonly string[]).includes(name);
}
