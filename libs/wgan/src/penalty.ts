/** The gradient penalty of WGAN-GP (arXiv 1704.00028, eq. 3), as graph: its own gradient is of second order. */
import type { StaticShape } from '@kantor/tensor';
import { add, grad, mean, mul, relu, reshape, sqrt, square, sub, sum, type Value } from '@kantor/graph';

/** Under the root: the gradient of √ at 0 is infinite, and a critic may start out flat. */
const underRoot = 1e-12;

export interface GradientPenaltyOptions {
  /** λ. */
  readonly lambda: number;
  /** `two`: (‖∇f‖ − 1)², as in the paper; `one`: only norms above 1 are penalised. */
  readonly sided: 'one' | 'two';
}

export interface GradientPenalty {
  /** λ · E[(‖∇f(x̂)‖₂ − 1)²], a scalar. */
  readonly penalty: Value;
  /** E‖∇f(x̂)‖₂, a scalar: 1 for a critic as steep as allowed. */
  readonly norm: Value;
}

/** x̂ = ε·x + (1 − ε)·x̃ with one ε for each sample (Algorithm 1, line 6). `mix` is ε, [B]. */
export function interpolate(real: Value, fake: Value, mix: Value): Value {
  const [batch, ...sample] = real.shape as StaticShape;
  const epsilon = reshape(mix, [batch, ...sample.map(() => 1)]);
  return add(fake, mul(epsilon, sub(real, fake))); // [B, ...sample]
}

/** @param critic f: [B, ...sample] → [B, 1], each score from its own sample only (so no batch norm). */
export function gradientPenalty(
  critic: (x: Value) => Value,
  at: Value,
  { lambda, sided }: GradientPenaltyOptions,
): GradientPenalty {
  const [gradient] = grad(sum(critic(at)), [at]); // [B, ...sample]
  const axes = gradient.shape.map((_, axis) => axis).slice(1);
  const norms = sqrt(add(sum(square(gradient), { axes }), underRoot)); // [B]
  const excess = sub(norms, 1);
  const penalised = sided === 'one' ? relu(excess) : excess;
  return { penalty: mul(mean(square(penalised)), lambda), norm: mean(norms) };
}
