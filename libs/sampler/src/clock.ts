/** The port to time: how much of it goes by, and being woken. The sampler itself looks at no clock. */

export interface Alarm {
  /** Whether the program must wait for it before it may end; at first it need not. */
  hold(busy: boolean): void;
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since some beginning; they never go back. */
  now(): number;
  /** Calls `wake` once, as soon as what has already arrived was dealt with: requests that came together are seen together. */
  soon(wake: () => void): void;
  /** Calls `wake` once, so many milliseconds from now. */
  after(milliseconds: number, wake: () => void): Alarm;
}
