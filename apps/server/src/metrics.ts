/**
 * Counts and times for Prometheus. Names that begin with `nv_` are Triton's where they mean the same, so that its
 * dashboards work here; the histograms, which can be added up over servers, are our own.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { FaultCode } from './faults.js';
import type { CallRecord, Observer } from './observer.js';

/** Seconds, from a tenth of a millisecond to half a minute. */
const times = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];

export interface ServedNow {
  readonly model: string;
  readonly version: string;
  /** Images that wait or run. */
  readonly pending: number;
  readonly workers: number;
}

export interface Metrics extends Observer {
  readonly contentType: string;
  /** @param now what is served at the moment, asked whenever the metrics are read. */
  watch(now: () => readonly ServedNow[]): void;
  text(): Promise<string>;
  /** A request that was refused or failed, by its code. */
  faulted(code: FaultCode): void;
  /** An answer, over HTTP by its status, over gRPC by its code. @param seconds from the first byte of the request to the last of the answer */
  answered(route: string, status: number | string, seconds: number): void;
  /** Time for making a picture or a text of an answer. */
  encoded(format: string, seconds: number): void;
}

function createModelMetrics(registry: Registry) {
  const registers = [registry];
  const labelNames = ['model', 'version'] as const;
  const counter = (name: string, help: string): Counter<'model' | 'version'> =>
    new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]): Histogram<'model' | 'version'> =>
    new Histogram({ name, help, labelNames, buckets, registers });
  return {
    success: counter('nv_inference_request_success', 'Requests that a model answered'),
    failure: new Counter({
      name: 'nv_inference_request_failure',
      help: 'Requests that a model did not answer, by the code of the fault',
      labelNames: [...labelNames, 'reason'],
      registers,
    }),
    images: counter('nv_inference_count', 'Images drawn'),
    batches: counter(
      'nv_inference_exec_count',
      'Batches that answers were computed in, counted for each answer',
    ),
    totalTime: counter('nv_inference_request_duration_us', 'Microseconds of requests in all'),
    queueTime: counter('nv_inference_queue_duration_us', 'Microseconds that requests waited'),
    computeTime: counter('nv_inference_compute_infer_duration_us', 'Microseconds that their batches took'),
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

function createGauges(registry: Registry, now: () => readonly ServedNow[]): void {
  const registers = [registry];
  const labelNames = ['model', 'version'];
  const collectFrom = (of: (served: ServedNow) => number) =>
    function (this: Gauge) {
      this.reset();
      for (const served of now()) this.set({ model: served.model, version: served.version }, of(served));
    };
  new Gauge({
    name: 'nv_inference_pending_request_count',
    help: 'Images that wait or run now',
    labelNames,
    registers,
    collect: collectFrom(({ pending }) => pending),
  });
  new Gauge({
    name: 'kantor_workers',
    help: 'Processes that a model runs in and that are well',
    labelNames,
    registers,
    collect: collectFrom(({ workers }) => workers),
  });
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
      help: 'Answers over HTTP, from the first byte of the request to the last of the answer',
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

function count(models: ModelMetrics, { model, version, images, total, timing, fault }: CallRecord): void {
  const labels = { model, version };
  models.requestSize.observe(labels, images);
  models.totalTime.inc(labels, total * 1e3);
  if (fault !== undefined) return models.failure.inc({ ...labels, reason: fault });
  models.success.inc(labels);
  models.images.inc(labels, images);
  if (!timing) return undefined;
  models.batches.inc(labels, timing.buckets.length);
  models.queueTime.inc(labels, timing.queue * 1e3);
  models.computeTime.inc(labels, timing.compute * 1e3);
  models.queue.observe(labels, timing.queue / 1e3);
  models.compute.observe(labels, timing.compute / 1e3);
  for (const size of timing.buckets) models.batchSize.observe(labels, size);
  return undefined;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const models = createModelMetrics(registry);
  const server = createServerMetrics(registry);
  return {
    contentType: registry.contentType,
    watch: (now) => createGauges(registry, now),
    text: () => registry.metrics(),
    faulted: (code) => server.faults.inc({ code }),
    answered: (route, status, seconds) => server.answers.observe({ route, status }, seconds),
    encoded: (format, seconds) => server.encoding.observe({ format }, seconds),
    happened: (model, version, { kind }) => models.events.inc({ model, version, event: kind }),
    called: (record) => count(models, record),
  };
}
