/** A page that draws one image with the sampler, as its documentation says. */
import { Sampler } from '/kantor/sampler.js';

const sampler = await Sampler.load('generator.onnx', { device: 'wasm', ...hintsOf(location.search) });
const image = await sampler.sample();
document.querySelector('canvas')?.getContext('2d')?.putImageData(image.toImageData(), 0, 0);
Object.assign(globalThis, { drawnAt: performance.now() });

/**
 * What a file without metadata does not say.
 * @param {string} search
 * @returns {import('/kantor/sampler.js').WebLoadOptions}
 */
function hintsOf(search) {
  /** @type {import('/kantor/sampler.js').WebLoadOptions} */
  const hints = JSON.parse(new URLSearchParams(search).get('hints') ?? '{}');
  return hints;
}
