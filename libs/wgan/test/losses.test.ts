import { input } from '@kantor/graph';
import { describe, expect, it } from 'vitest';
import { losses, wassersteinEstimate, type LossName } from '../src/losses.js';
import { column, numberOf } from './support/run.js';

const names = Object.keys(losses) as LossName[];

function critic(name: LossName, real: number[], fake: number[]): number {
  const value = losses[name].critic(input('real', [real.length, 1]), input('fake', [fake.length, 1]));
  return numberOf(value, { real: column(...real), fake: column(...fake) });
}

function generator(name: LossName, fake: number[]): number {
  return numberOf(losses[name].generator(input('fake', [fake.length, 1])), { fake: column(...fake) });
}

function estimate(real: number[], fake: number[]): number {
  const value = wassersteinEstimate(input('real', [real.length, 1]), input('fake', [fake.length, 1]));
  return numberOf(value, { real: column(...real), fake: column(...fake) });
}

function divergence(real: number[], fake: number[]): number {
  const loss = losses.gan.critic(input('real', [real.length, 1]), input('fake', [fake.length, 1]));
  const value = losses.gan.divergence?.(loss);
  if (!value) throw new Error('the GAN loss has a divergence');
  return numberOf(value, { real: column(...real), fake: column(...fake) });
}

const real = [0.5, -1.25, 3];
const fake = [0.25, 2, -0.75];

describe('the Wasserstein estimate', () => {
  it('is antisymmetric', () => {
    expect(estimate(real, fake)).toBe(-estimate(fake, real));
    expect(estimate(real, real)).toBe(0);
  });

  it('does not see a constant that is added to the critic', () => {
    const shifted = (scores: number[]) => scores.map((score) => score + 16);
    expect(estimate(shifted(real), shifted(fake))).toBeCloseTo(estimate(real, fake), 12);
  });

  it('scales with the critic', () => {
    const scaled = (scores: number[]) => scores.map((score) => 4 * score);
    expect(estimate(scaled(real), scaled(fake))).toBeCloseTo(4 * estimate(real, fake), 12);
  });

  it('is E[f(x)] − E[f(G(z))], for batches of different sizes too', () => {
    expect(estimate([3, 1], [2, 1, 0])).toBe(1);
  });
});

describe('the Wasserstein loss', () => {
  it('is the negative estimate for the critic, and −E[f(G(z))] for the generator', () => {
    expect(critic('wasserstein', real, fake)).toBe(-estimate(real, fake));
    expect(generator('wasserstein', [1, 2, 6])).toBe(-3);
  });
});

describe('the GAN loss', () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;

  it('is the cross-entropy of D = sigmoid(score), with the non-saturating generator', () => {
    const expected =
      -mean(real.map((x) => Math.log(sigmoid(x)))) - mean(fake.map((x) => Math.log(1 - sigmoid(x))));
    expect(critic('gan', real, fake)).toBeCloseTo(expected, 12);
    expect(generator('gan', fake)).toBeCloseTo(-mean(fake.map((x) => Math.log(sigmoid(x)))), 12);
  });

  it('is finite at scores whose sigmoid is 0 or 1 in floating point', () => {
    expect(critic('gan', [-1000], [1000])).toBe(2000);
    expect(generator('gan', [-1000])).toBe(1000);
  });

  it('estimates a Jensen–Shannon divergence of 0 where D = 1/2', () => {
    expect(divergence([0, 0, 0], [0, 0])).toBeCloseTo(0, 7);
  });

  it('estimates log 2, the largest there is, for a critic that is always right', () => {
    expect(divergence([40, 60], [-40, -50])).toBeCloseTo(Math.LN2, 7);
  });

  it('estimates the divergence of two distributions at the best critic of the two', () => {
    // P = (3/4, 1/4), Q = (1/4, 3/4): D = P / (P + Q), so the scores are log(P / Q) = ± log 3.
    // JS = ½ KL(P | M) + ½ KL(Q | M) with M = (1/2, 1/2), so KL(P | M) = ¾ log(3/2) + ¼ log(1/2).
    const js = 0.75 * Math.log(3 / 2) + 0.25 * Math.log(1 / 2);
    const [high, low] = [Math.log(3), -Math.log(3)];
    expect(divergence([high, high, high, low], [high, low, low, low])).toBeCloseTo(js, 7);
  });

  it('is the only loss with a divergence', () => {
    expect(names.filter((name) => losses[name].divergence)).toEqual(['gan']);
  });
});

describe('the least-squares loss', () => {
  it('has the targets 1 for real, 0 for fake, and 1 for the generator', () => {
    expect(critic('leastSquares', [1, 1], [0, 0])).toBe(0);
    expect(generator('leastSquares', [1, 1])).toBe(0);
    // ½ · mean((0.5 − 1)², (3 − 1)²) + ½ · mean(2², 1²) = ½ · 2.125 + ½ · 2.5
    expect(critic('leastSquares', [0.5, 3], [2, -1])).toBe(2.3125);
    // ½ · mean(1², 2²)
    expect(generator('leastSquares', [2, -1])).toBe(1.25);
  });
});

describe('the hinge loss', () => {
  it('asks nothing more of real scores above 1 and fake scores below −1', () => {
    expect(critic('hinge', [1, 7], [-1, -9])).toBe(0);
    // mean(max(0, 1 − 0.5), max(0, 1 − 3)) + mean(max(0, 1 + 2), max(0, 1 − 2)) = 0.25 + 1.5
    expect(critic('hinge', [0.5, 3], [2, -2])).toBe(1.75);
  });

  it('has the generator of the Wasserstein loss', () => {
    expect(generator('hinge', fake)).toBe(generator('wasserstein', fake));
  });
});

describe.each(names)('%s', (name) => {
  it('makes the critic raise real scores and lower fake ones, and the generator raise its own', () => {
    const [low, high] = [[-0.5], [-0.25]];
    expect(critic(name, high, [0.5])).toBeLessThan(critic(name, low, [0.5]));
    expect(critic(name, [-1], [0.25])).toBeLessThan(critic(name, [-1], [0.5]));
    expect(generator(name, high)).toBeLessThan(generator(name, low));
  });

  it('is a mean: a batch twice over has the same loss', () => {
    expect(critic(name, [...real, ...real], fake)).toBeCloseTo(critic(name, real, fake), 12);
    expect(generator(name, [...fake, ...fake])).toBeCloseTo(generator(name, fake), 12);
  });
});
