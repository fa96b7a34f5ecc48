/** How much of a step on TensorFlow.js is spent in its kernels, and how much around them: by us, and by TensorFlow.js. */
import type * as tfjs from '@tensorflow/tfjs-core';
import type { LoadedTfjs } from '@kantor/engine/node';
import { tfjsEngine } from '@kantor/engine/tfjs';
import { batchSize, methods, type Method } from '../networks.js';
import { median } from '../statistics.js';
import { loadSteps, type StepCandidate } from '../step-candidates.js';

export interface KernelCost {
  readonly method: Method;
  readonly filters: number;
  readonly program: StepCandidate['program'];
  /** Kernels that one step calls. */
  readonly kernels: number;
  /** Of one step by the clock: all of it, and that in kernels. */
  readonly milliseconds: number;
  readonly kernelMilliseconds: number;
  /** What comes on top of the kernels, as a part of them. */
  readonly overhead: number;
}

interface KernelClock {
  /** Calls and milliseconds since it was last asked. */
  readonly take: () => { readonly calls: number; readonly milliseconds: number };
  readonly remove: () => void;
}

const backend = 'tensorflow';

/** Puts a clock around every kernel of the backend. Kernels that a kernel calls are its own time. */
function clockKernels(tf: typeof tfjs): KernelClock {
  let [calls, milliseconds, depth] = [0, 0, 0];
  const kernels = tf.getKernelsForBackend(backend);
  const replace = (config: tfjs.KernelConfig) => {
    tf.unregisterKernel(config.kernelName, backend);
    tf.registerKernel(config);
  };
  for (const config of kernels) {
    const kernelFunc: tfjs.KernelFunc = (parameters) => {
      const start = performance.now();
      depth += 1;
      try {
        return config.kernelFunc(parameters);
      } finally {
        depth -= 1;
        if (depth === 0) {
          calls += 1;
          milliseconds += performance.now() - start;
        }
      }
    };
    replace({ ...config, kernelFunc });
  }
  return {
    take() {
      const taken = { calls, milliseconds };
      [calls, milliseconds] = [0, 0];
      return taken;
    },
    remove: () => kernels.forEach(replace),
  };
}

async function measure(candidate: StepCandidate, clock: KernelClock, runs: number): Promise<KernelCost> {
  const { method, filters, program } = candidate;
  const steps: { all: number; inKernels: number; calls: number }[] = [];
  for (let i = 0; i < runs + 2; i++) {
    clock.take();
    const start = performance.now();
    await candidate.run();
    const all = performance.now() - start;
    const { calls, milliseconds } = clock.take();
    if (i >= 2) steps.push({ all, inKernels: milliseconds, calls });
  }
  return {
    method,
    filters,
    program,
    kernels: steps[0].calls,
    milliseconds: median(steps.map(({ all }) => all)),
    kernelMilliseconds: median(steps.map(({ inKernels }) => inKernels)),
    overhead: median(steps.map(({ all, inKernels }) => all / inKernels - 1)),
  };
}

/** In this thread, so that no message counts. */
export async function measureKernels(
  { tf }: LoadedTfjs,
  { filters, runs }: { readonly filters: readonly number[]; readonly runs: number },
): Promise<KernelCost[]> {
  const clock = clockKernels(tf as unknown as typeof tfjs);
  const engine = tfjsEngine(tf, { name: 'tfjs-node', description: 'with a clock', backend });
  const costs: KernelCost[] = [];
  for (const method of methods) {
    for (const width of filters) {
      const subject = { method, filters: width, batch: batchSize, label: 'kernels' };
      const { candidates, dispose } = await loadSteps(engine, subject);
      for (const candidate of candidates) costs.push(await measure(candidate, clock, runs));
      await dispose();
    }
  }
  clock.remove();
  return costs;
}
