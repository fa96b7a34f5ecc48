/** Does work again and again with a pause between; it keeps no program alive. */

/** @returns ends it; settles when work that has begun is done. */
export function repeat(
  every: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  let ended = false;
  const wait = (): void => {
    if (ended) return;
    timer = setTimeout(() => {
      working = work().catch(onError).finally(wait);
    }, every);
    timer.unref();
  };
  wait();
  return () => {
    ended = true;
    clearTimeout(timer);
    return working;
  };
}
