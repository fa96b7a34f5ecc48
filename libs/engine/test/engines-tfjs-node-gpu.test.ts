/**
 * The conformance suite on TensorFlow.js's native package for GPUs, which falls back to its CPU, as applications open it. In a process of its own: two packages with
 * different libtensorflows do not go into one.
 */
import { openTfjs } from '@kantor/engine/node';
import { describeEngine } from './conformance.js';
import { lookForTfjs, tfjsHere } from './support/tfjs.js';

const report = await lookForTfjs('tfjs-node-gpu');
const open =
  typeof report === 'string' ? report : () => openTfjs('tfjs-node-gpu', { ...tfjsHere, threads: 1, report });

describeEngine('tfjs-node-gpu in a worker', open, { cycles: 20 });
