/** Many samples, a batch at a time: drawn a little ahead of who reads them, so that neither waits for the other long. */
import { formatValue, KantorError } from '@kantor/tensor';
import type { Flow } from './call.js';
import { counted, requireCount } from './count.js';
import { defaultSeed, type Wanted } from './draw.js';
import type { ImageBatch } from './image-batch.js';
import { requireLabels } from './labels.js';
import { seededRows } from './latents.js';
import type { ModelInfo } from './model-info.js';
import { onAbort } from './on-abort.js';
import { callRules, requireOptions } from './option-rules.js';
import type { SamplesOptions } from './options.js';
import { requirePriority } from './priority.js';

export interface StreamOptions<Pixels> {
  readonly info: ModelInfo;
  readonly draw: (wanted: Wanted) => Promise<ImageBatch<Pixels>>;
  /** Batches that are drawn before the first is read: enough to keep every worker busy. */
  readonly ahead: number;
  /** Samples in a batch unless the caller says. */
  readonly batch: number;
  /** Numbers in one sample. */
  readonly size: number;
}

/** Why what was asked for ahead is taken back. */
const nobodyReads = new KantorError('sampler/left', 'Nobody reads these samples any more.');

function requireTotal(count: number): number {
  if (count === Infinity || (Number.isSafeInteger(count) && count >= 1)) return count;
  throw new KantorError(
    'sampler/count',
    `The count is ${formatValue(count)}; expected a whole number of at least 1, or none for samples without end.`,
  );
}

/** @throws KantorError as `sample` does, at the first read. */
async function* generate<Pixels>(
  { info, draw, ahead, batch: usual, size }: StreamOptions<Pixels>,
  options: SamplesOptions,
  left: AbortController,
): AsyncGenerator<ImageBatch<Pixels>, void, undefined> {
  requireOptions(options, callRules);
  const { seed = defaultSeed, count = Infinity, batch = usual, labels, truncation, signal } = options;
  signal?.throwIfAborted();
  requireTotal(count);
  requireCount(batch, size, counted.batch);
  requireLabels(labels, count, info);
  const priority = requirePriority(options.priority);
  seededRows(seed, truncation); // refuses what cannot be drawn before anything is
  const stop = onAbort(signal, () => left.abort(signal?.reason));
  const flow: Flow = { finish: 0 };
  const coming: Promise<ImageBatch<Pixels>>[] = [];
  let asked = 0;
  const askForMore = (): void => {
    while (asked < count && coming.length < ahead) {
      const next = Math.min(batch, count - asked);
      const own = typeof labels === 'object' ? labels.slice(asked, asked + next) : labels;
      const rows = seededRows(seed, truncation, asked);
      const part = draw({ count: next, rows, labels: own, priority, flow, signal: left.signal });
      part.catch(() => undefined); // whoever reads it is told; nobody may
      coming.push(part);
      asked += next;
    }
  };
  try {
    for (askForMore(); coming.length > 0; askForMore())
      yield await (coming.shift() as Promise<ImageBatch<Pixels>>);
  } catch (error) {
    if (error !== nobodyReads) throw error;
  } finally {
    left.abort(nobodyReads);
    stop();
  }
}

/** Its `return` takes back at once what was not read, also while a read waits, which is then the last one and brings nothing. */
export function streamSamples<Pixels>(
  stream: StreamOptions<Pixels>,
  options: SamplesOptions,
): AsyncGenerator<ImageBatch<Pixels>, void, undefined> {
  const left = new AbortController();
  const generator = generate(stream, options, left);
  const end = generator.return.bind(generator);
  generator.return = (value) => {
    left.abort(nobodyReads);
    return end(value);
  };
  return generator;
}
