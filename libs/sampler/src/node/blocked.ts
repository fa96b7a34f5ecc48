/**
 * Opens a model on the processor with its transposed convolutions in the blocked layout of ONNX Runtime's own
 * convolutions, where that is faster and a trial gives the same numbers.
 */
import type * as Onnx from '@kantor/onnx';
import type { Runtime, Session, SessionOptions } from '@kantor/runtime';
import { sizeOf, stream, type TensorMap } from '@kantor/tensor';
import type { OpenedModel, OpenModel } from '../host.js';
import type { Ports } from '../ports.js';
import { unlabelledFeeds } from '../run-batch.js';

/** Two rows, so that one that comes out in the other's place is seen. */
function trialFeeds(ports: Ports): TensorMap {
  const { latent, batch } = ports;
  const rows = batch ?? 2;
  return unlabelledFeeds(ports, stream(1, 'latent').normal(new Float32Array(rows * sizeOf(latent.shape))));
}

const runOnce = (session: Session, feeds: TensorMap): Promise<TensorMap> =>
  session.run(feeds).finally(() => session.release());

type Open = (model: Uint8Array) => Promise<Session>;

async function tryBlocks(
  { agree, findBlockSize }: typeof Onnx,
  { probe, write }: Onnx.BlockedModel,
  open: Open,
  ports: Ports,
): Promise<OpenedModel | undefined> {
  const blockSize = await findBlockSize(async (model, feeds) => runOnce(await open(model), feeds));
  if (blockSize === undefined) return undefined;
  const feeds = trialFeeds(ports);
  const expected = await runOnce(await open(probe), feeds);
  const shapes = Object.fromEntries(Object.entries(expected).map(([name, { shape }]) => [name, shape]));
  const model = write(shapes, blockSize);
  if (!model) return undefined;
  const session = await open(model);
  const outputs = Object.fromEntries(session.outputNames.map((name) => [name, expected[name]]));
  const agrees = session.run(feeds).then((results) => agree(results, outputs));
  if (await agrees.catch(() => false)) return { session, model, blockSize };
  await session.release();
  return undefined;
}

async function openFaster(
  runtime: Runtime,
  model: Uint8Array,
  ports: Ports,
  options: SessionOptions,
): Promise<OpenedModel | undefined> {
  const onnx = await import('@kantor/onnx'); // a tenth of a second, which other models need not wait for
  try {
    const blocked = onnx.blockedModel(model);
    return blocked && (await tryBlocks(onnx, blocked, (bytes) => runtime.open(bytes, options), ports));
  } catch {
    return undefined; // what is wrong with the model will be said when it is opened as it stands
  }
}

/** Most files without it need not be decoded. */
function mentions(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text);
}

/**
 * Opens the model as it stands, or rewritten where this CPU has it faster so and a trial gave the same numbers: a worker
 * that takes another's place comes to the same result.
 */
export const openBlocked: OpenModel = async (runtime, { model, ports, blocked }, options) => {
  const worthTrying = blocked && options.device === 'cpu' && mentions(model, 'ConvTranspose');
  const faster = worthTrying ? await openFaster(runtime, model, ports, options) : undefined;
  return faster ?? { session: await runtime.open(model, options), model, blockSize: undefined };
};
