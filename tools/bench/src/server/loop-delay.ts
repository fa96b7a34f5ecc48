/** How late a server's event loop is, as the metrics of our server tell: without the interval at which it is looked at. */

const name = 'kantor_event_loop_delay_seconds{quantile="0.99"}';

/** Seconds of the 99th percentile from metrics in the text format of Prometheus; undefined if they do not say. */
export function parseLoopDelay(metrics: string): number | undefined {
  const line = metrics.split('\n').find((text) => text.startsWith(`${name} `));
  const value = line === undefined ? Number.NaN : Number(line.slice(name.length + 1).split(' ')[0]);
  return Number.isFinite(value) ? value : undefined;
}

export async function readLoopDelay(url: string): Promise<number | undefined> {
  const response = await fetch(url);
  return response.status === 200 ? parseLoopDelay(await response.text()) : undefined;
}
