/** What ONNX Runtime is told to do when a session is opened. */
import { describe, expect, it } from 'vitest';
import { sessionOptions } from '../src/node/session.js';

describe('idle threads', () => {
  const intraOp = (options: { spinMicroseconds?: number }) =>
    (sessionOptions({ device: 'cpu', threads: 2, ...options }).extra as { session: { intra_op: unknown } })
      .session.intra_op;

  it('wait in a loop for a moment, and then sleep', () => {
    expect(intraOp({})).toEqual({ allow_spinning: '1', spin_duration_us: '50' });
    expect(intraOp({ spinMicroseconds: 300 })).toEqual({ allow_spinning: '1', spin_duration_us: '300' });
  });

  it('sleep at once where told to', () => {
    expect(intraOp({ spinMicroseconds: 0 })).toEqual({ allow_spinning: '0' });
  });
});
