/** Work on one backend of a namespace that other engines may use with another. */
import { KantorError } from '@kantor/tensor';
import type { Tfjs } from './namespace.js';

/** Backends that are being set, by what namespaces that share them have in common. */
const changes = new WeakMap<object, Promise<boolean>>();

async function change(tf: Tfjs, name: string): Promise<void> {
  const shared = tf.engine();
  const ready = tf.setBackend(name);
  changes.set(shared, ready);
  try {
    if (await ready) return;
  } finally {
    changes.delete(shared);
  }
  throw new KantorError('engine/run', `TensorFlow.js could not start its backend '${name}'.`);
}

/**
 * Does `work` while the backend is set, without a pause in which somebody else could set another. TensorFlow.js mixes
 * backends up if a second one is set before the first has started, so they wait for each other here.
 */
export async function onBackend<T>(tf: Tfjs, name: string, work: () => T): Promise<T> {
  for (;;) {
    const pending = changes.get(tf.engine());
    if (pending) await pending.catch(() => false);
    else if (tf.getBackend() === name) return work();
    else await change(tf, name);
  }
}
