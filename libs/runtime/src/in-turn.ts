/** Runs work one after the other, in the order of the calls; work that fails stops nothing. */

export type InTurn = <T>(work: () => T | Promise<T>) => Promise<T>;

export function createInTurn(): InTurn {
  let previous: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = previous.then(work);
    previous = result.catch(() => undefined);
    return result;
  };
}
