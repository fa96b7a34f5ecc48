/** Listens to a signal's abort, once for all who do: Node warns of a leak where a signal has more than ten listeners. */

interface Listening {
  readonly listeners: Set<() => void>;
  readonly tell: () => void;
}

const listening = new WeakMap<AbortSignal, Listening>();

function listenTo(signal: AbortSignal): Listening {
  const listeners = new Set<() => void>();
  const found = { listeners, tell: () => [...listeners].forEach((listener) => listener()) };
  listening.set(signal, found);
  signal.addEventListener('abort', found.tell);
  return found;
}

/** @returns stops listening; who no longer wants to know calls it, since signals live long. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => undefined;
  const { listeners, tell } = listening.get(signal) ?? listenTo(signal);
  const own = (): void => listener(); // the same function may listen twice
  listeners.add(own);
  return () => {
    listeners.delete(own);
    if (listeners.size > 0) return;
    signal.removeEventListener('abort', tell);
    listening.delete(signal);
  };
}
