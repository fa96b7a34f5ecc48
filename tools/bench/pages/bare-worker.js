/** ONNX Runtime in a worker, in a loop as one would write it by hand: the latents are there already, or drawn as it goes. */
import * as ort from '/kantor/ort.wasm.min.mjs';

/** @type {ort.InferenceSession | undefined} */
let session;

/** @param {number} threads */
async function open(threads) {
  ort.env.wasm.wasmPaths = '/kantor/';
  ort.env.wasm.numThreads = threads;
  const response = await fetch('generator.onnx');
  session = await ort.InferenceSession.create(new Uint8Array(await response.arrayBuffer()), {
    executionProviders: ['wasm'],
  });
}

/** @param {number} numbers */
function normals(numbers) {
  const values = new Float32Array(numbers);
  for (let i = 0; i < numbers; i++) {
    values[i] = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  }
  return values;
}

/** @typedef {{ images: number, batch: number, size: number, draws: boolean }} Run */

/** @param {Run} what */
async function run({ images, batch, size, draws }) {
  if (!session) throw new Error('The model is not open.');
  const [input] = session.inputNames;
  let latents = normals(batch * size);
  for (let drawn = 0; drawn < images; drawn += batch) {
    if (draws) latents = normals(batch * size);
    await session.run({ [input]: new ort.Tensor('float32', latents, [batch, size]) });
  }
}

addEventListener('message', (event) => {
  const data = /** @type {{ threads: number } | Run} */ (event.data);
  const work = 'threads' in data ? open(data.threads) : run(data);
  work.then(
    () => postMessage({ ok: true }),
    (error) => postMessage({ ok: false, message: String(error) }),
  );
});
