import {
  add,
  constant,
  grad,
  input,
  matmul,
  mean,
  mul,
  reshape,
  square,
  sum,
  type Value,
} from '@kantor/graph';
import { floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { gradientPenalty, interpolate, type GradientPenaltyOptions } from '../src/penalty.js';
import { numberOf, numbersOf, scalar, tensor } from './support/run.js';

const paper: GradientPenaltyOptions = { lambda: 10, sided: 'two' };

/** f(x) = w · x, whose gradient is w everywhere. */
const linear =
  (...w: number[]) =>
  (x: Value): Value =>
    matmul(reshape(x, [x.shape[0], w.length]), constant(floats([w.length, 1], w)));

const points = tensor([3, 2], [0.5, -1, 2, 0.25, -0.75, 3]);

/** Penalty and norm of a critic at `points`. */
function at(critic: (x: Value) => Value, options = paper): { penalty: number; norm: number } {
  const { penalty, norm } = gradientPenalty(critic, input('x', [3, 2]), options);
  return { penalty: numberOf(penalty, { x: points }), norm: numberOf(norm, { x: points }) };
}

describe('interpolation', () => {
  const real = tensor([2, 1, 1, 2], [1, 2, 3, 4]);
  const fake = tensor([2, 1, 1, 2], [-1, 0, 1, 8]);
  const mixed = (...mix: number[]): number[] =>
    numbersOf(interpolate(input('real', [2, 1, 1, 2]), input('fake', [2, 1, 1, 2]), input('mix', [2])), {
      real,
      fake,
      mix: tensor([2], mix),
    });

  it('is the real sample at 1 and the fake one at 0', () => {
    expect(mixed(1, 1)).toEqual(Array.from(real.data));
    expect(mixed(0, 0)).toEqual(Array.from(fake.data));
  });

  it('has one ε for all numbers of a sample, and another for the next sample', () => {
    expect(mixed(0.25, 0.5)).toEqual([-0.5, 0.5, 2, 6]);
  });
});

describe('the gradient penalty', () => {
  it('sees a linear critic as steep as its weights are long', () => {
    const { penalty, norm } = at(linear(3, 4));
    expect(norm).toBeCloseTo(5, 9);
    expect(penalty).toBeCloseTo(10 * (5 - 1) ** 2, 9);
  });

  it('is 0 for a linear critic of slope 1, on both sides', () => {
    for (const sided of ['one', 'two'] as const) {
      expect(at(linear(0.6, -0.8), { lambda: 10, sided }).penalty).toBeCloseTo(0, 9);
    }
  });

  it('punishes a slope below 1 only when two-sided', () => {
    const flat = linear(0.3, 0.4);
    expect(at(flat).penalty).toBeCloseTo(10 * 0.5 ** 2, 6);
    expect(at(flat, { ...paper, sided: 'one' }).penalty).toBe(0);
  });

  it('punishes a slope above 1 alike, one-sided or two-sided', () => {
    const steep = linear(-3, 4);
    expect(at(steep, { ...paper, sided: 'one' }).penalty).toBe(at(steep).penalty);
  });

  it('is proportional to λ', () => {
    expect(at(linear(3, 4), { ...paper, lambda: 2.5 }).penalty).toBeCloseTo(at(linear(3, 4)).penalty / 4, 9);
  });

  it('takes the mean over samples of the penalty, not the penalty of the mean', () => {
    // f(x) = Σ x²: the gradient at x is 2x, of length 2‖x‖.
    const bowl = (x: Value) => sum(square(x), { axes: [1], keepDims: true });
    const lengths = [0, 1, 2].map((i) => 2 * Math.hypot(points.data[2 * i], points.data[2 * i + 1]));
    const { penalty, norm } = at(bowl);
    expect(norm).toBeCloseTo(lengths.reduce((a, b) => a + b) / 3, 9);
    expect(penalty).toBeCloseTo((10 * lengths.reduce((a, b) => a + (b - 1) ** 2, 0)) / 3, 9);
  });

  it('measures images over all their pixels', () => {
    const w = [1, -1, 1, 1, -1, 1, 1, 1];
    const x = input('x', [2, 2, 2, 2]);
    const { norm } = gradientPenalty(linear(...w), x, paper);
    expect(numberOf(norm, { x: tensor([2, 2, 2, 2], new Array(16).fill(0.5)) })).toBeCloseTo(Math.sqrt(8), 9);
  });

  it('has its own gradient: for f(x) = s · w · x, d/ds λ(s‖w‖ − 1)² = 2λ(s‖w‖ − 1)‖w‖', () => {
    const s = input('s', []);
    const { penalty } = gradientPenalty((x) => mul(linear(3, 4)(x), s), input('x', [3, 2]), paper);
    const [slope] = grad(penalty, [s]);
    expect(numberOf(slope, { x: points, s: scalar(0.5) })).toBeCloseTo(2 * 10 * (2.5 - 1) * 5, 6);
  });
});

describe('a critic that is flat', () => {
  const s = input('s', []);
  const x = input('x', [3, 2]);
  const { penalty, norm } = gradientPenalty((value) => mul(linear(3, 4)(value), s), x, paper);
  const given = { x: points, s: scalar(0) };

  it('has a finite penalty, of λ, and a norm of next to nothing', () => {
    expect(numberOf(penalty, given)).toBeCloseTo(10, 4);
    expect(numberOf(norm, given)).toBeCloseTo(0, 5);
  });

  it('has a finite gradient, of 0: every direction is up', () => {
    expect(numberOf(grad(penalty, [s])[0], given)).toBeCloseTo(0, 12);
    expect(numberOf(grad(norm, [s])[0], given)).toBeCloseTo(0, 12);
  });

  it('leaves the way out to the loss beside the penalty', () => {
    const loss = mean(mul(linear(3, 4)(x), s));
    const alone = numberOf(grad(loss, [s])[0], given);
    expect(alone).not.toBe(0);
    expect(numberOf(grad(add(loss, penalty), [s])[0], given)).toBeCloseTo(alone, 12);
  });
});
