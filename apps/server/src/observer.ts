/** What happens to models and calls, told to whoever keeps count: metrics and the log. */
import type { Timing } from './inference.js';

/** A call that a model answered, or did not. */
export interface CallRecord {
  readonly model: string;
  readonly version: string;
  readonly images: number;
  /** Milliseconds from the call to its end. */
  readonly total: number;
  /** Undefined if nothing was computed to the end. */
  readonly timing: Timing | undefined;
  /** Code of the fault; undefined if all went well. */
  readonly fault: string | undefined;
}

export type ModelEvent =
  | { readonly kind: 'loaded'; readonly device: string; readonly hash: string; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'retired' }
  | { readonly kind: 'worker-lost'; readonly reason: string }
  | { readonly kind: 'worker-replaced' }
  | { readonly kind: 'worker-dead'; readonly reason: string };

export interface Observer {
  called(record: CallRecord): void;
  happened(model: string, version: string, event: ModelEvent): void;
}
