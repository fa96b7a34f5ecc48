/** A slider whose places stand for chosen values, which need not be evenly spaced. */
import { find } from '../page/dom.js';
import { formatMeasure } from '../page/format.js';

export interface Stops {
  readonly value: number;
}

/** The slider of that id, with its `output` beside it, of the id `<id>-value`. */
export function createStops(id: string, values: readonly number[], initial: number): Stops {
  const input = find(id, HTMLInputElement);
  const output = find(`${id}-value`, HTMLOutputElement);
  input.min = '0';
  input.max = String(values.length - 1);
  input.step = '1';
  input.value = String(values.indexOf(initial));
  const tell = (): void => {
    const text = formatMeasure(values[input.valueAsNumber]);
    output.textContent = text;
    input.setAttribute('aria-valuetext', text);
  };
  input.addEventListener('input', tell);
  tell();
  return {
    get value() {
      return values[input.valueAsNumber];
    },
  };
}
