/** One suite for every implementation of the Runtime port: what a session does must not depend on where it runs. */
import type { Session } from '@kantor/runtime';
import { filled, floats, zeros } from '@kantor/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { probeFeeds, probeModel } from '../src/probe-model.js';
import { casts, twoOutputs } from './models.js';

const a = floats([3, 2], [1, 2, 3, 4, 5, 6]);
const b = floats([2], [10, 100]);
const sum = floats([3, 2], [11, 102, 13, 104, 15, 106]);
const product = floats([3, 2], [10, 200, 30, 400, 50, 600]);

/**
 * @param openModel opens a session on the runtime and device in question.
 * @param noFloat16 why the device does not compute in float16, if it does not.
 */
export function describeSessions(
  name: string,
  openModel: (model: Uint8Array) => Promise<Session>,
  noFloat16?: string,
): void {
  const opened: Session[] = [];
  const open = async (model: Uint8Array) => {
    const session = await openModel(model);
    opened.push(session);
    return session;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((session) => session.release()));
  });

  describe(name, () => {
    describe('a session', () => {
      it('names its inputs and outputs and runs', async () => {
        const session = await open(twoOutputs);
        expect(session.inputNames).toEqual(['a', 'b']);
        expect(session.outputNames).toEqual(['sum', 'product']);
        expect(await session.run({ a, b })).toEqual({ sum, product });
      });

      it('takes another batch size at each run', async () => {
        const session = await open(twoOutputs);
        for (const batch of [1, 4, 2]) {
          const { sum: sums } = await session.run({ a: filled([batch, 2], 1), b });
          expect(sums).toEqual(floats([batch, 2], Array.from({ length: batch }, () => [11, 101]).flat()));
        }
      });

      it('writes results in place where it is told to, and the others anew', async () => {
        const session = await open(twoOutputs);
        const place = zeros('float32', [3, 2]);
        const { data } = place;
        const first = await session.run({ a, b }, { sum: place });
        expect(first['sum']).toBe(place);
        expect(place.data).toBe(data);
        expect(first).toEqual({ sum, product });
        const second = await session.run({ a, b: floats([2], [0, 0]) }, { sum: place });
        expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
        expect(second['product'].data).not.toBe(first['product'].data);
        expect(first['product']).toEqual(product);
      });

      it('reads a tensor’s present numbers, also when it was fed before', async () => {
        const session = await open(twoOutputs);
        const changing = floats([2], [1, 1]);
        await session.run({ a, b: changing });
        changing.data.set([10, 100]);
        expect((await session.run({ a, b: changing }))['sum']).toEqual(sum);
      });

      it('reads and writes views into larger arrays', async () => {
        const session = await open(twoOutputs);
        const large = new Float32Array(20).fill(-1);
        large.set([10, 100], 5);
        const place = floats([3, 2], large.subarray(10, 16));
        await session.run({ a, b: floats([2], large.subarray(5, 7)) }, { sum: place });
        expect([...large]).toEqual([-1, -1, -1, -1, -1, 10, 100, -1, -1, -1, ...sum.data, -1, -1, -1, -1]);
      });

      it.skipIf(noFloat16)(`gives every dtype${noFloat16 ? ` (${noFloat16})` : ''}`, async () => {
        const session = await open(casts);
        const results = await session.run({ x: floats([3], [0, 1, 2.75]) });
        const shape = [3];
        expect(results).toEqual({
          float16: { dtype: 'float16', shape, data: Uint16Array.of(0, 0x3c00, 0x4180) },
          int32: { dtype: 'int32', shape, data: Int32Array.of(0, 1, 2) },
          int64: { dtype: 'int64', shape, data: BigInt64Array.of(0n, 1n, 2n) },
          uint8: { dtype: 'uint8', shape, data: Uint8Array.of(0, 1, 2) },
          bool: { dtype: 'bool', shape, data: Uint8Array.of(0, 1, 1) },
        });
        const half = zeros('float16', shape);
        await session.run({ x: floats([3], [0, 1, 2.75]) }, { float16: half });
        expect(half.data).toEqual(Uint16Array.of(0, 0x3c00, 0x4180));
      });

      it('refuses feeds and places that do not fit, and then goes on', async () => {
        const session = await open(twoOutputs);
        const refusal = (message: string) => ({
          code: 'runtime/run',
          message: expect.stringContaining(message),
        });
        await expect(session.run({ a })).rejects.toMatchObject(refusal("input 'b' is missing"));
        await expect(session.run({ a, b: floats([3], [1, 2, 3]) })).rejects.toMatchObject(
          refusal(
            'Got invalid dimensions for input: b for the following indices index: 0 Got: 3 Expected: 2',
          ),
        );
        const whole = { dtype: 'int32', shape: [2], data: Int32Array.of(1, 2) } as const;
        await expect(session.run({ a, b: whole })).rejects.toMatchObject(
          refusal('Unexpected input data type'),
        );
        await expect(session.run({ a, b }, { sum: zeros('float32', [2, 2]) })).rejects.toMatchObject({
          code: 'runtime/run',
        });
        expect(await session.run({ a, b })).toEqual({ sum, product });
      });

      it('is released once, and then runs no more', async () => {
        const session = await open(probeModel);
        await session.release();
        await session.release();
        await expect(session.run(probeFeeds)).rejects.toMatchObject({ code: 'runtime/run' });
      });
    });

    describe('a model', () => {
      it.each<[string, Uint8Array]>([
        ['nothing', new Uint8Array()],
        ['garbage', Uint8Array.of(1, 2, 3, 4)],
        ['a model cut short', probeModel.subarray(0, 40)],
      ])('that is %s is refused in one line', async (_what, bytes) => {
        await expect(open(bytes)).rejects.toMatchObject({
          code: 'runtime/open',
          message: expect.stringMatching(/^\S.* \d+\.\d+\.\d+ refused the model on \w+: [^\n]+$/),
        });
      });
    });
  });
}
