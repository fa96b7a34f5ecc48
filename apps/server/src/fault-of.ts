/** Turns whatever went wrong into a fault of the table, with a text that callers may read. */
import { KantorError } from '@kantor/tensor';
import { fault, faults, type FaultCode } from './faults.js';

/** Errors of the libraries by their codes: what the caller got wrong, and what went wrong here. */
const byCode: Readonly<Record<string, FaultCode>> = {
  'tensor/seed': 'server/request',
  'sampler/count': 'server/request',
  'sampler/truncation': 'server/request',
  'sampler/latents': 'server/request',
  'sampler/labels': 'server/request',
  'sampler/priority': 'server/request',
  'sampler/steps': 'server/request',
  'image/sheet': 'server/request',
  'image/channels': 'server/not-acceptable',
  'sampler/not-images': 'server/not-acceptable',
  'sampler/worker': 'server/worker-lost',
  'sampler/disposed': 'server/not-ready',
  'sampler/output': 'server/model-failed',
  'runtime/run': 'server/model-failed',
};

function isFaultCode(code: unknown): code is FaultCode {
  return typeof code === 'string' && Object.hasOwn(faults, code);
}

/** Absolute paths, of this machine and of those that built its libraries, are nobody's business. */
export function withoutPaths(text: string): string {
  return text.replace(/(?<![\w.:/])(?:file:\/\/)?\/(?:[\w.@+-]+\/)+[\w.@+-]*/g, '…');
}

/** An error that is in the table already is given back as it is. */
export function faultOf(error: unknown): KantorError & { readonly code: FaultCode } {
  return asFault(error) as KantorError & { readonly code: FaultCode };
}

function asFault(error: unknown): KantorError {
  if (error instanceof KantorError) {
    if (isFaultCode(error.code)) return error;
    const code = byCode[error.code];
    if (code !== undefined) return fault(code, withoutPaths(error.message), error);
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return fault('server/deadline', 'The time that the request had is over.', error);
  }
  if (error instanceof DOMException && error.name === 'AbortError') {
    return fault('server/cancelled', 'The client went away.', error);
  }
  return fault('server/internal', 'The server failed; its log says how.', error);
}
