/** How much memory the process holds once garbage is gone. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Resident bytes of the process, all of its threads and native code included. */
export function bytesHeld(): number {
  collect();
  collect();
  return process.memoryUsage.rss();
}
