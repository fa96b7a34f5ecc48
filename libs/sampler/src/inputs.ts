/** Tells the latent of a generator from its labels, and refuses models that are called with anything else. */
import type { OnnxPort } from '@kantor/onnx/header';
import { KantorError } from '@kantor/tensor';

/** `latent: float [N, 64]`, as errors print a port. */
export function shown({ name, type, shape }: OnnxPort): string {
  return `'${name}' (${type} [${shape.join(', ')}])`;
}

/** @throws KantorError `sampler/dtype` */
export function requireFloat(port: OnnxPort, what: 'input' | 'output'): void {
  if (port.type === 'float') return;
  throw new KantorError(
    'sampler/dtype',
    `The model's ${what} ${shown(port)} is ${port.type}; expected float, which is float32. ` +
      'Weights may be float16: export with inputs and outputs of float32.',
  );
}

function list(ports: readonly OnnxPort[]): string {
  return ports.map(shown).join(', ') || 'none';
}

/** @throws KantorError `sampler/inputs` if the model is no generator of latents and, perhaps, labels. */
export function splitInputs(inputs: readonly OnnxPort[]): { latent: OnnxPort; label: OnnxPort | undefined } {
  const latent = inputs.find(({ name }) => name === 'latent') ?? inputs[0];
  if (inputs.length === 0 || inputs.length > 2 || latent.shape.length < 2) {
    throw new KantorError(
      'sampler/inputs',
      `Expected a generator, which takes latents [N, Z] and perhaps labels; this model takes ${list(inputs)}.`,
    );
  }
  requireFloat(latent, 'input');
  return { latent, label: inputs.find((input) => input !== latent) };
}
