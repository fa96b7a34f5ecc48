/**
 * WebAssembly whose 4 GiB are used up. In a file of its own: the guard must hold from the first tensor on, and the memory
 * of the backend does not shrink again.
 */
import { add, defineProgram, input, mul, sum } from '@kantor/graph';
import { floats, zeros } from '@kantor/tensor';
import { expect, it } from 'vitest';
import { tf, tfjsOn } from './support/tfjs-backends.js';

const size = 16 * 2 ** 20; // 64 MB

/** What the backend gives to kernels for their results. */
interface WasmBackend {
  makeOutput(shape: number[], dtype: string): { readonly dataId: object };
  disposeData(dataId: object): void;
}

it('says that memory is exhausted, instead of writing over what lies at address 0', async () => {
  const [two, row] = [input('two', []), input('row', [size])];
  const wide = add(two, row);
  const program = defineProgram({
    name: 'wide',
    feeds: [],
    state: [two, row].map((current) => ({ name: current.op.name, current })),
    outputs: { sum: sum(mul(wide, wide)) },
  });
  const state = { two: floats([], [2]), row: zeros('float32', [size]) };
  const loaded = await tfjsOn('wasm').load({ program }, state);
  const backend = tf.backend() as unknown as WasmBackend;
  const hoard: { readonly dataId: object }[] = [];
  expect(() => {
    while (hoard.length < 100) hoard.push(backend.makeOutput([size], 'float32'));
  }).toThrow('Out of memory');
  await expect(loaded.run('program', {})).rejects.toMatchObject({ code: 'engine/memory' });
  expect(await loaded.read(['two'])).toEqual({ two: state.two });
  for (const { dataId } of hoard) backend.disposeData(dataId);
  expect((await loaded.run('program', {}))['sum'].data[0]).toBe(4 * size);
  await loaded.dispose();
}, 60_000);
