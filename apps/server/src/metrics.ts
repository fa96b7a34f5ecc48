/**
 * Counts and times for Prometheus. Names that begin with `nv_` are Triton's where they mean the same, so that its
 * dashboards work here; the histograms, which can be added up over servers, are our own.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { FaultCode } from './faults.js';
import type { ModelStatistics } from './inference.js';
import { measureLoopDelay } from './loop-delay.js';
import type { QueueBound } from './models/queue-bound.js';
import type { CallRecord, Observer } from './observer.js';

/** Seconds, from a tenth of a millisecond to half a minute. */
const times = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];

/** A version of a model that is served: what it has done, and how it fares. */
export interface ServedNow {
  readonly statistics: ModelStatistics;
  /** What waits or runs. */
  readonly queue: Pick<QueueBound, 'images' | 'calls' | 'fullness'>;
  readonly workers: number;
}

export interface Metrics extends Observer {
  readonly contentType: string;
  /** @param now what is served at the moment, asked whenever the metrics are read. */
  watch(now: () => readonly ServedNow[]): void;
  text(): Promise<string>;
  /** A request that was refused or failed, by its code. */
  faulted(code: FaultCode): void;
  /** An answer, over HTTP by its status, over gRPC by its code. @param seconds from when the headers have come to the last byte of the answer */
  answered(route: string, status: number | string, seconds: number): void;
  /** Time for making a picture or a text of an answer. */
  encoded(format: string, seconds: number): void;
}

function createModelMetrics(registry: Registry) {
  const registers = [registry];
  const labelNames = ['model', 'version'] as const;
  const histogram = (name: string, help: string, buckets: number[]): Histogram<'model' | 'version'> =>
    new Histogram({ name, help, labelNames, buckets, registers });
  return {
    failure: new Counter({
      name: 'nv_inference_request_failure',
      help: 'Requests that a model did not answer, by the code of the fault',
      labelNames: [...labelNames, 'reason'],
      registers,
    }),
    queue: histogram(
      'kantor_queue_seconds',
      'Waiting until the first image of a request begins to be drawn',
      times,
    ),
    compute: histogram('kantor_compute_seconds', 'Running of the batches that a request was in', times),
    batchSize: histogram('kantor_batch_size', 'Sizes of the batches that answers were computed in', sizes),
    requestSize: histogram('kantor_request_images', 'Images that a request asked for', sizes),
    events: new Counter({
      name: 'kantor_model_events_total',
      help: 'What happened to models and their workers',
      labelNames: [...labelNames, 'event'],
      registers,
    }),
  };
}

/** Numbers that are kept elsewhere, and are only read when somebody wants to see them. */
const readings: readonly {
  readonly kind: typeof Counter | typeof Gauge;
  readonly name: string;
  readonly help: string;
  readonly of: (served: ServedNow) => number;
}[] = [
  {
    kind: Counter,
    name: 'nv_inference_request_success',
    help: 'Requests that a model answered',
    of: ({ statistics }) => statistics.success.count,
  },
  {
    kind: Counter,
    name: 'nv_inference_count',
    help: 'Images drawn',
    of: ({ statistics }) => statistics.rows,
  },
  {
    kind: Counter,
    name: 'nv_inference_exec_count',
    help: 'Batches run',
    of: ({ statistics }) => statistics.runs,
  },
  {
    kind: Counter,
    name: 'nv_inference_request_duration_us',
    help: 'Microseconds of requests in all',
    of: ({ statistics }) => statistics.success.total * 1e3,
  },
  {
    kind: Counter,
    name: 'nv_inference_queue_duration_us',
    help: 'Microseconds that requests waited',
    of: ({ statistics }) => statistics.queue.total * 1e3,
  },
  {
    kind: Counter,
    name: 'nv_inference_compute_infer_duration_us',
    help: 'Microseconds that their batches took',
    of: ({ statistics }) => statistics.compute.total * 1e3,
  },
  {
    kind: Gauge,
    name: 'nv_inference_pending_request_count',
    help: 'Requests that wait or run now',
    of: ({ queue }) => queue.calls,
  },
  {
    kind: Gauge,
    name: 'kantor_pending_images',
    help: 'Images that wait or run now',
    of: ({ queue }) => queue.images,
  },
  {
    kind: Gauge,
    name: 'kantor_queue_fullness_ratio',
    help: 'Part of `--max-queue` that is taken now, 0 to 1',
    of: ({ queue }) => queue.fullness,
  },
  {
    kind: Gauge,
    name: 'kantor_workers',
    help: 'Processes that a model runs in and that are well',
    of: ({ workers }) => workers,
  },
];

function createReadings(registry: Registry, now: () => readonly ServedNow[]): void {
  for (const { kind, name, help, of } of readings) {
    new kind({
      name,
      help,
      labelNames: ['model', 'version'],
      registers: [registry],
      collect() {
        this.reset();
        for (const served of now()) {
          const { name: model, version } = served.statistics;
          this.inc({ model, version }, of(served));
        }
      },
    });
  }
}

function createServerMetrics(registry: Registry) {
  const registers = [registry];
  return {
    faults: new Counter({
      name: 'kantor_faults_total',
      help: 'Requests that were refused or failed, by the code of the fault',
      labelNames: ['code'],
      registers,
    }),
    answers: new Histogram({
      name: 'kantor_http_request_duration_seconds',
      help: 'Answers over HTTP, from when the headers have come to the last byte of the answer',
      labelNames: ['route', 'status'],
      buckets: times,
      registers,
    }),
    encoding: new Histogram({
      name: 'kantor_encode_seconds',
      help: 'Making a picture or a text of samples',
      labelNames: ['format'],
      buckets: times,
      registers,
    }),
  };
}

type ModelMetrics = ReturnType<typeof createModelMetrics>;

function count(models: ModelMetrics, { model, version, images, timing, fault }: CallRecord): void {
  const labels = { model, version };
  models.requestSize.observe(labels, images);
  if (fault !== undefined) models.failure.inc({ ...labels, reason: fault });
  if (!timing) return;
  models.queue.observe(labels, timing.queue / 1e3);
  models.compute.observe(labels, timing.compute / 1e3);
  for (const size of timing.buckets) models.batchSize.observe(labels, size);
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  measureLoopDelay(registry);
  const models = createModelMetrics(registry);
  const server = createServerMetrics(registry);
  return {
    contentType: registry.contentType,
    watch: (now) => createReadings(registry, now),
    text: () => registry.metrics(),
    faulted: (code) => server.faults.inc({ code }),
    answered: (route, status, seconds) => server.answers.observe({ route, status }, seconds),
    encoded: (format, seconds) => server.encoding.observe({ format }, seconds),
    happened: (model, version, { kind }) => models.events.inc({ model, version, event: kind }),
    called: (record) => count(models, record),
  };
}
