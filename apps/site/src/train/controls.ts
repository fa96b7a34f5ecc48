/** The controls of the training: what they say, and which change needs what. */
import { chosen, find } from '../page/dom.js';
import { formatMeasure } from '../page/format.js';
import type { Settings } from './settings.js';
import { createStops } from './stops.js';

export interface Change {
  /** Such as `λ 0.1`, to be written on the chart. */
  readonly text: string;
  /** Whether the training can go on from where it is. */
  readonly goesOn: boolean;
}

export interface Controls {
  /** Name of the toy. */
  toy(): string;
  device(): 'wasm' | 'webgpu';
  settings(): Settings;
}

/** What starts anew when it changes: other data, other networks, other chance. */
const startsAnew = new Set(['toy', 'seed', 'width']);

function describe(name: string, settings: Settings, device: string): string {
  const clips = settings.method === 'clip';
  const limiter = clips ? `clip ${formatMeasure(settings.limit)}` : `λ ${formatMeasure(settings.lambda)}`;
  const texts: Readonly<Record<string, string>> = {
    method: limiter,
    lambda: limiter,
    limit: limiter,
    'critic-steps': `${settings.criticSteps} critic step${settings.criticSteps === 1 ? '' : 's'}`,
    rate: `rate ${formatMeasure(settings.learningRate)}`,
    batch: `batch ${settings.batchSize}`,
    device,
  };
  return texts[name] ?? '';
}

/** @param lambda the weight of the penalty that the toys have. */
export function createControls(lambda: number, onChange: (change: Change) => void): Controls {
  const form = find('train-form', HTMLFormElement);
  const toy = find('train-toy', HTMLSelectElement);
  const seed = find('train-seed', HTMLInputElement);
  const width = find('train-width', HTMLSelectElement);
  const batch = find('train-batch', HTMLSelectElement);
  const weight = createStops('train-lambda', [0.01, 0.03, 0.1, 0.3, 1, 3, 10], lambda);
  const limit = createStops('train-limit', [0.01, 0.03, 0.1, 0.3, 1], 0.1);
  const criticSteps = createStops('train-critic-steps', [1, 2, 3, 4, 5, 7, 10], 3);
  const rate = createStops('train-rate', [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3], 2e-3);

  const controls: Controls = {
    toy: () => toy.value,
    device: () => (chosen('device') === 'webgpu' ? 'webgpu' : 'wasm'),
    settings: () => ({
      seed: seed.validity.valid ? seed.valueAsNumber : 1,
      width: Number(width.value),
      method: chosen('method') === 'clip' ? 'clip' : 'gradientPenalty',
      lambda: weight.value,
      limit: limit.value,
      criticSteps: criticSteps.value,
      learningRate: rate.value,
      batchSize: Number(batch.value),
    }),
  };

  const showLimiter = (): void => {
    const clips = controls.settings().method === 'clip';
    find('train-lambda-row', HTMLElement).hidden = clips;
    find('train-limit-row', HTMLElement).hidden = !clips;
  };
  showLimiter();
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', ({ target }) => {
    const { name } = target as HTMLInputElement;
    showLimiter();
    onChange({
      text: describe(name, controls.settings(), controls.device() === 'wasm' ? 'WASM' : 'WebGPU'),
      goesOn: !startsAnew.has(name),
    });
  });
  return controls;
}
