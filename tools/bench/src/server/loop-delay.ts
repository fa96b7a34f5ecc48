/** How late a server's event loop is, as its metrics tell. */

const names = ['kantor_event_loop_delay_seconds{quantile="0.99"}', 'nodejs_eventloop_lag_p99_seconds'];

/** Seconds of the 99th percentile from metrics in the text format of Prometheus; undefined if they do not say. */
export function parseLoopDelay(metrics: string): number | undefined {
  for (const name of names) {
    const line = metrics.split('\n').find((text) => text.startsWith(`${name} `));
    const value = line === undefined ? Number.NaN : Number(line.slice(name.length + 1).split(' ')[0]);
    if (Number.isFinite(value)) return value;
  }
  return undefined;
}

export async function readLoopDelay(url: string): Promise<number | undefined> {
  const response = await fetch(url);
  return response.status === 200 ? parseLoopDelay(await response.text()) : undefined;
}
