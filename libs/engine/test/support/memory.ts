/** How much memory the process holds once garbage is gone. */
import { setTimeout } from 'node:timers/promises';
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

export async function memoryHeld(): Promise<Held> {
  for (let i = 0; i < 3; i++) {
    collect();
    await setTimeout(20); // arrays that came from other threads are freed by the event loop
  }
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { resident: rss, objects: heapUsed + arrayBuffers };
}
