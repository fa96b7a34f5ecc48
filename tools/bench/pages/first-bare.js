/** A page that draws one image with ONNX Runtime, as one would write it by hand: in the page itself, and for grey images alone. */
import * as ort from '/kantor/ort.wasm.min.mjs';

ort.env.wasm.wasmPaths = '/kantor/';
ort.env.wasm.numThreads = 1;
const response = await fetch('generator.onnx');
const session = await ort.InferenceSession.create(new Uint8Array(await response.arrayBuffer()), {
  executionProviders: ['wasm'],
});
const size = Number(new URLSearchParams(location.search).get('size'));
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const latent = new ort.Tensor('float32', Float32Array.from({ length: size }, normal), [1, size]);
const { [session.outputNames[0]]: output } = await session.run({ [session.inputNames[0]]: latent });
const [, , height, width] = output.dims;
const image = new ImageData(width, height);
/** @type {Float32Array} */ (output.data).forEach((value, i) => {
  image.data.fill(Math.round(127.5 * (value + 1)), 4 * i, 4 * i + 3);
  image.data[4 * i + 3] = 255;
});
document.querySelector('canvas')?.getContext('2d')?.putImageData(image, 0, 0);
Object.assign(globalThis, { drawnAt: performance.now() });
