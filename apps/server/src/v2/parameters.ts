/** Parameters that mean the same over JSON and gRPC, and those of Triton's extensions that are not offered here. */
import { fault } from '../faults.js';
import { kinds, optional, type Fields } from './fields.js';
import { describe, quote } from './quote.js';

/** How urgent a request is, and how long it may take. */
export interface Terms {
  readonly priority: number | undefined;
  /** Milliseconds. */
  readonly timeout: number | undefined;
}

const lowest = 9;

/** Triton's 0 stands for the default, and so does nothing. */
export function termsOf(parameters: Fields): Terms {
  requireStateless(parameters);
  const what = 'The parameters of the request';
  const priority = optional(parameters, 'priority', what, kinds.count) ?? 0;
  if (priority > lowest) {
    throw fault('server/request', `Priorities go from 1, the most urgent, to ${lowest}; ${priority} came.`);
  }
  const microseconds = optional(parameters, 'timeout', what, kinds.count) ?? 0;
  return {
    priority: priority === 0 ? undefined : priority,
    timeout: microseconds === 0 ? undefined : microseconds / 1000,
  };
}

function requireStateless(parameters: Fields): void {
  const id = Object.hasOwn(parameters, 'sequence_id') ? parameters['sequence_id'] : 0;
  if (id === 0 || id === '') return;
  throw fault(
    'server/not-enabled',
    `Sequences are not offered (sequence_id is ${describe(id)}): send each request alone.`,
  );
}

/** Of a tensor, in or out. @throws KantorError `server/not-enabled` */
export function requirePlain(parameters: Fields, name: string): void {
  if (Object.hasOwn(parameters, 'classification')) {
    throw fault(
      'server/not-enabled',
      `Classification is not offered (tensor ${quote(name)}): these models give samples, not classes. ` +
        'Ask for the output without it.',
    );
  }
  if (Object.keys(parameters).some((key) => key.startsWith('shared_memory_'))) {
    throw fault(
      'server/not-enabled',
      `Shared memory is not offered (tensor ${quote(name)}): send and receive its data in the messages.`,
    );
  }
}
