/** The child process of a sampler: opens the model with `onnxruntime-node` and answers its parent. */
import { argv } from 'node:process';
import { answerCalls } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { modelHost } from '../host.js';
import { sameMemory } from '../memory.js';
import { openBlocked } from './blocked.js';
import { nodeClock } from './clock.js';
import { createUpward, type Downward } from './process-messages.js';

// A terminal and many supervisors send these to the whole group of processes; the parent decides when this one ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

// The parent is gone, or has given this process up.
process.on('disconnect', () => process.exit());

const [, , file] = argv;
const { pack, onRead } = createUpward(file === undefined ? undefined : Number(file));

answerCalls(
  {
    send: (message) => void process.send?.(pack(message), undefined, {}, () => undefined), // the parent may be gone
    onMessage: (listener) =>
      void process.on('message', ({ message, read }: Downward) => {
        onRead(read);
        listener(message);
      }),
  },
  modelHost({ createRuntime: nodeRuntime, now: nodeClock.now, openModel: openBlocked, memory: sameMemory() }),
);
