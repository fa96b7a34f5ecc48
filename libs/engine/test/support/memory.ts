/** How much memory the process holds once garbage is gone. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export interface Held {
  /** Bytes of the whole process: all threads and native code. */
  readonly resident: number;
  /** Bytes of JavaScript objects and arrays of this thread. */
  readonly objects: number;
}

export function memoryHeld(): Held {
  collect();
  collect();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { resident: rss, objects: heapUsed + arrayBuffers };
}
