/** Fewer points for long curves, chosen so that what matters in them stays. It smooths nothing. */

export interface Curve {
  /** One for each x. */
  readonly values: readonly number[];
  /** True for a curve whose single spikes tell something; a smooth one is only sampled. */
  readonly spikes: boolean;
}

export interface Curves {
  readonly x: readonly number[];
  readonly curves: readonly (readonly number[])[];
}

/**
 * At most `most` points (4 or more): the first, the last, and between them two of each of equal runs of points. Of a
 * curve with spikes these are the least and the greatest value, in the order in which they came, leaving out what is
 * not finite; of a smooth one, the run's first and last. All curves share the new x.
 */
export function downsample(x: readonly number[], curves: readonly Curve[], most: number): Curves {
  const count = x.length;
  if (count <= most) return { x, curves: curves.map(({ values }) => values) };
  const runs = Math.max(1, Math.floor((most - 2) / 2));
  const edge = (run: number) => 1 + Math.floor((run * (count - 2)) / runs);
  const bounds = Array.from({ length: runs }, (_, run) => [edge(run), edge(run + 1)] as const);
  const thin = (values: readonly number[], pair: typeof extremes) => [
    values[0],
    ...bounds.flatMap(([from, to]) => pair(values, from, to)),
    values[count - 1],
  ];
  return {
    x: thin(x, ends),
    curves: curves.map(({ values, spikes }) => thin(values, spikes ? extremes : ends)),
  };
}

function ends(y: readonly number[], from: number, to: number): [number, number] {
  return [y[from], y[to - 1]];
}

/** The least and the greatest finite value of `y[from … to − 1]`, in their order; twice NaN if there is none. */
function extremes(y: readonly number[], from: number, to: number): [number, number] {
  let least = -1;
  let greatest = -1;
  for (let i = from; i < to; i++) {
    if (!Number.isFinite(y[i])) continue;
    if (least < 0 || y[i] < y[least]) least = i;
    if (greatest < 0 || y[i] > y[greatest]) greatest = i;
  }
  if (least < 0) return [NaN, NaN];
  return least < greatest ? [y[least], y[greatest]] : [y[greatest], y[least]];
}
