/**
 * A span for each request or call, and one for each part of its way: queue, compute, encode. Without a tracer, which
 * tracing.ts starts, it costs next to nothing.
 */
import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type TextMapGetter,
} from '@opentelemetry/api';
import type { Timing } from './inference.js';

const tracer = trace.getTracer('kantor-server');
/** By the request or call that it is of. */
const spans = new WeakMap<object, Span>();

export interface SpanStart<Carrier> {
  readonly name: string;
  readonly attributes: Attributes;
  /** What came with the request, where a caller that traces says so in `traceparent`. */
  readonly carrier: Carrier;
  readonly getter?: TextMapGetter<Carrier>;
}

export function startSpan<Carrier>(
  of: object,
  { name, attributes, carrier, getter }: SpanStart<Carrier>,
): void {
  const parent = propagation.extract(context.active(), carrier, getter);
  spans.set(of, tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent));
}

/** @param failed whether the server is to blame. */
export function endSpan(of: object, attributes: Attributes, failed: boolean): void {
  const span = spans.get(of);
  span?.setAttributes(attributes);
  if (failed) span?.setStatus({ code: SpanStatusCode.ERROR });
  span?.end();
}

/** The parts of an answer that has just been made, one after the other until now. */
export function tracePhases(
  of: object,
  { queue, compute, buckets, encode }: Timing & { readonly encode: number },
): void {
  const span = spans.get(of);
  if (!span?.isRecording()) return;
  span.setAttribute('kantor.batch', [...buckets]);
  const parent = trace.setSpan(context.active(), span);
  let start = Date.now() - queue - compute - encode;
  for (const [name, duration] of Object.entries({ queue, compute, encode })) {
    const part = tracer.startSpan(name, { startTime: start }, parent);
    start += duration;
    part.end(start);
  }
}
