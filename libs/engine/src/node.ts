/** The engines in Node: each runs in a worker thread, since what it runs on blocks the thread that calls it. */
export { ortWorkerEngine } from './node/ort-worker-engine.js';
