/** A curve that grows without end in bounded memory: when it is full, neighbours become their mean. */

export interface Curve {
  /** Steps, rising. */
  readonly x: readonly number[];
  /** The mean of the values up to each of them, since the one before. */
  readonly y: readonly number[];
  add(step: number, value: number): void;
}

/** @param capacity points that are kept at most; even. */
export function createCurve(capacity = 1000): Curve {
  let x: number[] = [];
  let y: number[] = [];
  /** Values that make one point. */
  let group = 1;
  let waiting: number[] = [];

  function halve(): void {
    x = x.filter((_, i) => i % 2 === 1);
    y = x.map((_, i) => (y[2 * i] + y[2 * i + 1]) / 2);
    group *= 2;
  }

  return {
    get x() {
      return x;
    },
    get y() {
      return y;
    },
    add(step, value) {
      waiting.push(value);
      if (waiting.length < group) return;
      x.push(step);
      y.push(waiting.reduce((total, each) => total + each) / group);
      waiting = [];
      if (x.length === capacity) halve();
    },
  };
}
