/** How late the event loop is: how long a callback that is due waits for others to end. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

/** Milliseconds between two looks. Node counts them as part of each delay; an idle loop would seem this late. */
const interval = 10;

const quantiles = [0.5, 0.9, 0.99] as const;

/** Quantiles since the metrics were read the last time. */
export function measureLoopDelay(registry: Registry): void {
  const histogram = monitorEventLoopDelay({ resolution: interval });
  histogram.enable();
  new Gauge({
    name: 'kantor_event_loop_delay_seconds',
    help: 'Delay of the event loop since the last reading, without the interval at which it is looked at',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of quantiles) {
        const milliseconds = histogram.percentile(100 * quantile) / 1e6;
        this.set({ quantile }, Math.max(0, milliseconds - interval) / 1e3);
      }
      histogram.reset();
    },
  });
}
