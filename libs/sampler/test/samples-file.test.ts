/** The file in which samples go from a process to its parent. */
import { closeSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { createDownward, createUpward, type Upward } from '../src/node/process-messages.js';
import { openSamplesFile } from '../src/node/samples-file.js';

interface Reply {
  readonly id: number;
  readonly value: {
    readonly samples: Float32Array | undefined;
    readonly lent?: boolean;
    readonly milliseconds: number;
  };
}

/** Both sides of a channel, and what goes over it. */
function sides(file: number | undefined) {
  const [up, down] = [createUpward(file), createDownward(file)];
  const send = (reply: Reply): Upward => up.pack(reply);
  const request = (): void => up.onRead(down.pack('a request').read);
  return { send, request, receive: (upward: Upward) => down.unpack(upward) as Reply };
}

function openFile(): number {
  const file = openSamplesFile();
  if (file === undefined) throw new Error('this machine has no place for files');
  onTestFinished(() => closeSync(file));
  return file;
}

/** As it comes out of the file. */
const lent = ({ id, value }: Reply): Reply => ({ id, value: { ...value, lent: true } });

const replyOf = (id: number, length: number): Reply => ({
  id,
  value: { samples: Float32Array.from({ length }, (_, i) => id + i / 7), milliseconds: id },
});

it('carries samples to the bit, of any length, while messages carry the rest', () => {
  const { send, request, receive } = sides(openFile());
  for (const [i, length] of [1, 1000, 0, 70_000, 3].entries()) {
    const reply = replyOf(i, length);
    const upward = send(reply);
    expect(upward.placed).toMatchObject({ length });
    expect((upward.message as Reply).value).toEqual({ samples: undefined, milliseconds: i });
    expect(receive(upward)).toEqual(lent(reply));
    request();
  }
});

it('holds two results, and a third goes by message rather than over one that was not read', () => {
  const { send, request, receive } = sides(openFile());
  const replies = [1, 2, 3].map((id) => replyOf(id, 50));
  const sent = replies.map(send);
  expect(sent.map(({ placed }) => placed !== undefined)).toEqual([true, true, false]);
  expect(sent.map(receive)).toEqual([...replies.slice(0, 2).map(lent), replies[2]]);
  expect(send(replyOf(4, 50)).placed).toBeUndefined();
  request(); // says that both were read
  expect(send(replyOf(5, 50)).placed).toBeDefined();
});

it('is too small for the largest results, which go by message', () => {
  const { send, receive } = sides(openFile());
  const reply = replyOf(1, 2 ** 24 + 1);
  const upward = send(reply);
  expect(upward).toEqual({ message: reply, placed: undefined });
  expect(receive(upward)).toBe(reply);
});

it('is not needed: without one, and where nothing can be written, all goes by message', () => {
  const closed = openSamplesFile() as number;
  closeSync(closed);
  for (const file of [undefined, closed]) {
    const { send, receive } = sides(file);
    const reply = replyOf(1, 50);
    expect(receive(send(reply))).toBe(reply);
  }
});

it('leaves messages without samples as they are', () => {
  const { send, receive } = sides(openFile());
  for (const message of [
    { id: 1, ok: true, value: undefined },
    { id: 2, ok: false, code: 'a/b', message: 'no' },
  ]) {
    expect(receive(send(message as unknown as Reply))).toBe(message);
  }
});
