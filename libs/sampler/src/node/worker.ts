/** The worker thread of a sampler in Node: opens the model with `onnxruntime-node` and answers its owner. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { answerCalls } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { modelHost } from '../host.js';
import { ownMemory } from '../memory.js';
import { openBlocked } from './blocked.js';
import { nodeClock } from './clock.js';

const port = parentPort as MessagePort;

answerCalls(
  {
    send: (message, transfer) => port.postMessage(message, transfer),
    onMessage: (listener) => void port.on('message', listener),
  },
  modelHost({ createRuntime: nodeRuntime, now: nodeClock.now, openModel: openBlocked, memory: ownMemory }),
);
