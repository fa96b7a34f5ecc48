/** A slider whose places stand for chosen values, which need not be evenly spaced. */
import { find } from '../page/dom.js';
import { formatMeasure } from '../page/format.js';

export interface Stops {
  readonly value: number;
}

/**
 * The slider of that id, with its `output` beside it, of the id `<id>-value`.
 * @param stops rising; `initial` becomes one of them if it is none.
 */
export function createStops(id: string, stops: readonly number[], initial: number): Stops {
  const values = [...new Set([...stops, initial])].sort((a, b) => a - b);
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
