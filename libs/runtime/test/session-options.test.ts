/** What ONNX Runtime is told to do when a session is opened. */
import { describe, expect, it } from 'vitest';
import { sessionOptions } from '../src/node/session.js';

describe('idle threads', () => {
  const spinning = (options: { spinning?: boolean }) =>
    sessionOptions({ device: 'cpu', threads: 2, ...options }).extra;
  const allow = (value: string) => ({ session: { intra_op: { allow_spinning: value } } });

  it('sleep, unless they are told to wait in a loop', () => {
    expect(spinning({})).toEqual(allow('0'));
    expect(spinning({ spinning: false })).toEqual(allow('0'));
    expect(spinning({ spinning: true })).toEqual(allow('1'));
  });
});
