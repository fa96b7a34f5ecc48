/** Work that comes faster than it can be done: one at a time, and of those that wait only the last. */

/** @param fail is told of work that fails. */
export function createLatest<T>(
  work: (value: T) => Promise<void>,
  fail: (error: unknown) => void,
): (value: T) => void {
  let waiting: { readonly value: T } | undefined;
  let busy = false;
  async function drain(): Promise<void> {
    busy = true;
    while (waiting) {
      const { value } = waiting;
      waiting = undefined;
      await work(value).catch(fail);
    }
    busy = false;
  }
  return (value) => {
    waiting = { value };
    if (!busy) void drain();
  };
}
