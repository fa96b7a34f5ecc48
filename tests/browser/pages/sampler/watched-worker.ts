/** The sampler's worker, with its GPU devices where a test can reach them. */
import './watch-devices.js';
import '../../../../libs/sampler/src/web/worker.js';
