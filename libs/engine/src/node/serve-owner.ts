/** What every worker thread of an engine does: loads its programs, says so, and answers the messages of its owner. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import type { Loaded } from '../engine.js';
import { encodeError, serveLoaded } from '../remote.js';

export async function serveOwner(load: () => Promise<Loaded>): Promise<void> {
  const port = parentPort as MessagePort;
  try {
    const loaded = await load();
    serveLoaded(
      {
        send: (message, transfer) => port.postMessage(message, transfer),
        onMessage: (listener) => void port.on('message', listener),
      },
      loaded,
    );
    port.postMessage({ ok: true });
  } catch (error) {
    port.postMessage(encodeError(error));
  }
}
