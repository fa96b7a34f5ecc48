/** Tells the log what happens to models, beside the metrics that count it. */
import type { FastifyBaseLogger } from 'fastify';
import type { Metrics } from './metrics.js';
import type { ModelEvent, Observer } from './observer.js';

function report(log: FastifyBaseLogger, event: ModelEvent): void {
  switch (event.kind) {
    case 'loaded':
      return log.info(`loaded on ${event.device} in ${event.milliseconds.toFixed(0)} ms`);
    case 'failed':
      return log.error(`not loaded: ${event.reason}`);
    case 'retired':
      return log.info('taken out');
    case 'worker-lost':
      return log.error(`a worker was lost: ${event.reason}`);
    case 'worker-replaced':
      return log.info('a worker was replaced');
    case 'worker-dead':
      return log.error(`a worker cannot be replaced: ${event.reason}`);
    default:
      return event satisfies never;
  }
}

export function observeWith(log: FastifyBaseLogger, metrics: Metrics): Observer {
  return {
    called: metrics.called,
    happened(model, version, event) {
      metrics.happened(model, version, event);
      report(log.child({ model, version }), event);
    },
  };
}
