/** What models have done so far, in the words of Triton's statistics extension. */
import { fault } from '../faults.js';
import type { InferencePort, ModelStatistics, Tally } from '../inference.js';

interface Duration {
  readonly count: number;
  readonly ns: number;
}

/** Copying in and out is part of `compute_infer` here, and there is no cache: those stay at zero. */
const none: Duration = { count: 0, ns: 0 };

function duration({ count, total }: Tally): Duration {
  return { count, ns: Math.round(total * 1e6) };
}

function ofModel({ name, version, lastInference, rows, runs, batches, ...tallies }: ModelStatistics) {
  return {
    name,
    version,
    last_inference: lastInference,
    inference_count: rows,
    execution_count: runs,
    inference_stats: {
      success: duration(tallies.success),
      fail: duration(tallies.fail),
      queue: duration(tallies.queue),
      compute_input: none,
      compute_infer: duration(tallies.compute),
      compute_output: none,
      cache_hit: none,
      cache_miss: none,
    },
    batch_stats: batches.map(({ size, compute }) => ({
      batch_size: size,
      compute_input: none,
      compute_infer: duration(compute),
      compute_output: none,
    })),
  };
}

/** @throws KantorError `server/not-found`, `server/not-enabled` */
export function modelStatistics(inference: InferencePort, model?: string, version?: string) {
  if (!inference.statistics)
    throw fault('server/not-enabled', 'This server keeps no statistics of its models.');
  return { model_stats: inference.statistics(model, version).map(ofModel) };
}
