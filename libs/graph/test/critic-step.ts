/** A WGAN-GP critic step with Adam, as large as asked: the kind of program that simplification is for. */
import {
  add,
  conv,
  convInputGrad,
  constant,
  defineProgram,
  div,
  grad,
  input,
  leakyRelu,
  matmul,
  mean,
  mul,
  pow,
  relu,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  variance,
  type InputValue,
  type Program,
  type StateSlot,
  type Value,
} from '@kantor/graph';

export interface CriticStepOptions {
  readonly batch?: number;
  /** Filters of the first of two layers. */
  readonly filters?: number;
  readonly activation?: (x: Value) => Value;
  readonly layerNorm?: boolean;
}

/** A critic on [B, 1, 8, 8] with two convolutions and a generator with two transposed ones. */
export function criticStep({
  batch = 4,
  filters = 4,
  activation = (x) => leakyRelu(x, 0.2),
  layerNorm = false,
}: CriticStepOptions = {}): Program {
  const states = new Map<string, InputValue>();
  const read = (name: string, ...shape: number[]) => {
    const value = states.get(name) ?? input(name, shape);
    states.set(name, value);
    return value;
  };
  const half = { strides: [2, 2], pads: [1, 1, 1, 1] } as const;
  const f = filters;

  const generator = (z: Value) => {
    const dense = add(matmul(z, read('g.0.w', 8, 8 * f)), read('g.0.b', 8 * f));
    const x = reshape(relu(dense), [batch, 2 * f, 2, 2]);
    const y = convInputGrad(x, read('g.1.w', 2 * f, f, 4, 4), { ...half, inputSize: [4, 4] });
    const up = relu(add(y, reshape(read('g.1.b', f), [f, 1, 1])));
    return tanh(convInputGrad(up, read('g.2.w', f, 1, 4, 4), { ...half, inputSize: [8, 8] })); // [B, 1, 8, 8]
  };
  const norm = (name: string, x: Value) => {
    if (!layerNorm) return x;
    const options = { axes: [1, 2, 3], keepDims: true };
    const normal = div(sub(x, mean(x, options)), sqrt(add(variance(x, options), 1e-5)));
    const channels = Number(x.shape[1]);
    const [gain, bias] = ['gain', 'bias'].map((part) =>
      reshape(read(`${name}.${part}`, channels), [1, channels, 1, 1]),
    );
    return add(mul(normal, gain), bias);
  };
  const critic = (x: Value) => {
    const first = conv(x, read('c.0.w', f, 1, 4, 4), half);
    const hidden = activation(add(first, reshape(read('c.0.b', f), [f, 1, 1])));
    const second = conv(hidden, read('c.1.w', 2 * f, f, 4, 4), half);
    const top = activation(norm('c.1', add(second, reshape(read('c.1.b', 2 * f), [2 * f, 1, 1]))));
    return add(matmul(reshape(top, [batch, 8 * f]), read('c.2.w', 8 * f, 1)), read('c.2.b', 1)); // [B, 1]
  };

  const real = input('real', [batch, 1, 8, 8]);
  const latent = input('latent', [batch, 8]);
  const mix = input('mix', [batch]);
  const rate = input('learningRate', []);
  const fake = generator(latent);
  const wasserstein = sub(mean(critic(real)), mean(critic(fake)));
  const mixed = add(fake, mul(reshape(mix, [batch, 1, 1, 1]), sub(real, fake)));
  const [slope] = grad(sum(critic(mixed)), [mixed]);
  const norms = sqrt(add(sum(square(slope), { axes: [1, 2, 3] }), 1e-12));
  const penalty = mul(mean(square(sub(norms, 1))), 10);
  const loss = sub(penalty, wasserstein);

  const parameters = [...states.values()].filter(({ op }) => op.name.startsWith('c.'));
  const slots = adam(loss, parameters, rate);
  const given = [...states.values()].filter((value) => !parameters.includes(value));
  return defineProgram({
    name: 'criticStep',
    feeds: [real, latent, mix, rate],
    state: [...slots, ...given.map((current) => ({ name: current.op.name, current }))],
    outputs: { loss, wasserstein, penalty },
  });
}

/** Adam with β .5 and .9, its step count included. */
function adam(loss: Value, parameters: readonly InputValue[], rate: Value): StateSlot[] {
  const slot = (current: InputValue, next: Value) => ({ name: current.op.name, current, next });
  const before = input('count', []);
  const count = add(before, 1);
  const gradients = grad(loss, parameters);
  const slots = parameters.flatMap((parameter, i) => {
    const [m, v] = ['m', 'v'].map((name) => input(`${name}.${parameter.op.name}`, parameter.shape));
    const mNext = add(mul(m, 0.5), mul(gradients[i], 0.5));
    const vNext = add(mul(v, 0.9), mul(square(gradients[i]), 1 - 0.9));
    const unbiased = (beta: number) => sub(1, pow(constant(beta), count));
    const root = add(div(sqrt(vNext), sqrt(unbiased(0.9))), 1e-8);
    const next = sub(parameter, mul(div(rate, unbiased(0.5)), div(mNext, root)));
    return [slot(parameter, next), slot(m, mNext), slot(v, vNext)];
  });
  return [...slots, slot(before, count)];
}
