/**
 * What critic and generator minimise. A critic's scores have shape [B, 1]; real ones are of data, fake ones of samples.
 */
import { add, mean, mul, neg, relu, softplus, square, sub, type Value } from '@kantor/graph';
import type { ModelSpec } from '@kantor/spec';

export interface Loss {
  /** The critic's loss, a scalar, without any penalty. */
  critic(real: Value, fake: Value): Value;
  /** The generator's loss, a scalar. */
  generator(fake: Value): Value;
  /** An estimate of the Jensen–Shannon divergence in nats from the critic's loss, for losses that have one. */
  divergence?(criticLoss: Value): Value;
}

export type LossName = ModelSpec['objective']['loss'];

/**
 * The Wasserstein-1 estimate E[f(x)] − E[f(G(z))] of Kantorovich–Rubinstein duality (WGAN eq. 2). The critic maximises
 * it, so its loss is the negative and goes below zero.
 */
export function wassersteinEstimate(real: Value, fake: Value): Value {
  return sub(mean(real), mean(fake));
}

const wasserstein: Loss = {
  critic: (real, fake) => neg(wassersteinEstimate(real, fake)),
  generator: (fake) => neg(mean(fake)),
};

/** GAN (Goodfellow et al. 2014) on logits, with the non-saturating generator loss. */
const gan: Loss = {
  critic: (real, fake) => add(mean(softplus(neg(real))), mean(softplus(fake))),
  generator: (fake) => mean(softplus(neg(fake))),
  // With L = E[log D(x)] + E[log(1 − D(G(z)))] = −criticLoss, WGAN §4.2 plots ½L + log 2 ≤ log 2: the JS divergence
  // with the usual ½, whose largest value is log 2.
  divergence: (criticLoss) => add(mul(criticLoss, -0.5), Math.LN2),
};

/** LSGAN (Mao et al. 2017, eq. 9): targets 1 for real, 0 for fake, 1 for the generator. */
const leastSquares: Loss = {
  critic: (real, fake) => mul(add(mean(square(sub(real, 1))), mean(square(fake))), 0.5),
  generator: (fake) => mul(mean(square(sub(fake, 1))), 0.5),
};

/** Hinge loss (Lim and Ye 2017; Miyato et al. 2018, eq. 16). */
const hinge: Loss = {
  critic: (real, fake) => add(mean(relu(sub(1, real))), mean(relu(add(fake, 1)))),
  generator: (fake) => neg(mean(fake)),
};

export const losses: Readonly<Record<LossName, Loss>> = { wasserstein, gan, leastSquares, hinge };
