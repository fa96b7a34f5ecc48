/** Shows what an image takes on each device, to compare. */
import { find } from '../page/dom.js';
import { formatMeasure } from '../page/format.js';
import type { WebDevice } from './model.js';

export interface Timing {
  /** Another model: what was measured counts no more. */
  clear(): void;
  show(device: WebDevice, milliseconds: number): void;
}

export function createTiming(): Timing {
  const cells = {
    wasm: find('time-wasm', HTMLElement),
    webgpu: find('time-webgpu', HTMLElement),
  };
  const write = (device: WebDevice, value: number): void => {
    cells[device].textContent = Number.isNaN(value) ? '–' : `${formatMeasure(value)} ms`;
  };
  return {
    clear() {
      write('wasm', NaN);
      write('webgpu', NaN);
    },
    show: write,
  };
}
