/** Random programs for tests: all kinds of primitives, numbers that rules look for, gradients of two orders. */
import * as g from '@kantor/graph';
import type { InputValue, Program, Value } from '@kantor/graph';
import { broadcastShapes, floats, stream } from '@kantor/tensor';
import type { FeedMap } from './interpret.js';

interface Dice {
  below(n: number): number;
  of<T>(list: readonly T[]): T;
}

function diceOf(seed: number): Dice {
  const random = stream(seed, 'random-graph');
  const below = (n: number) => random.integers(new Uint32Array(1), n)[0];
  return { below, of: (list) => list[below(list.length)] };
}

/** Makes a value from values picked out of those that are there. */
type Maker = (pick: (rank?: number) => Value, dice: Dice) => Value;

const dims = (value: Value) => value.shape as readonly number[];
const positive = (x: Value) => g.add(g.square(x), 0.5);
const unaries = [g.neg, g.abs, g.sign, g.square, g.tanh, g.sigmoid, g.softplus, g.relu];
const binaries = [g.add, g.sub, g.mul, g.maximum, g.minimum];
/** Powers of two, so that factors can be merged without rounding. */
const numbers = [0, 1, -1, 2, 0.5, -2, 4];

function joined(pick: () => Value, make: (a: Value, b: Value) => Value): Value {
  const [a, b] = [pick(), pick()];
  return broadcastShapes(a.shape, b.shape) ? make(a, b) : make(a, a);
}

function splitSize(size: number): number[] {
  const factor = [2, 3].find((prime) => size % prime === 0);
  return factor === undefined ? [size, 1] : [factor, size / factor];
}

const makers: readonly Maker[] = [
  (pick, dice) => dice.of(unaries)(pick()),
  (pick, dice) => dice.of([g.log, g.sqrt, g.reciprocal])(positive(pick())),
  (pick) => g.exp(g.tanh(pick())),
  (pick) => g.leakyRelu(pick(), 0.25),
  (pick) => g.clip(pick(), -0.5, 1),
  (pick, dice) => joined(pick, dice.of(binaries)),
  (pick, dice) => joined(pick, dice.of(binaries)),
  (pick, dice) => dice.of([g.add, g.sub, g.mul])(pick(), dice.of(numbers)),
  (pick, dice) => dice.of([g.add, g.sub, g.mul])(dice.of(numbers), pick()),
  (pick, dice) => g.mul(pick(), g.constant(floats([1], [dice.of(numbers)]))),
  (pick, dice) => g.div(pick(), dice.of([1, -1, 2, -0.5])),
  (pick) => joined(pick, (a, b) => g.div(a, positive(b))),
  (pick, dice) => g.pow(positive(pick()), dice.of([0, 1, 2, 0.5, -1, 1.5])),
  (pick) => joined(pick, (a, b) => g.where(g.greater(a, b), a, 0)),
  (pick, dice) =>
    joined(pick, (a, b) => g.where(g.greater(a, 0), dice.of([a, b]), dice.of([b, g.constant(1)]))),
  (pick) => g.cast(g.greater(pick(), 0), 'float32'),
  (pick, dice) => {
    const x = pick();
    const axes = dims(x).flatMap((_, axis) => (dice.below(2) === 0 ? [axis] : []));
    return dice.of([g.sum, g.sum, g.max])(x, { axes, keepDims: dice.below(2) === 0 });
  },
  (pick, dice) => {
    const x = pick();
    const size = dims(x).reduce((a, b) => a * b, 1);
    return g.reshape(x, dice.of([[1, ...dims(x)], [...dims(x), 1], [size], splitSize(size)]));
  },
  (pick, dice) => {
    const x = pick();
    return g.transpose(x, dice.of([dims(x).map((_, i) => i), dims(x).map((_, i) => dims(x).length - 1 - i)]));
  },
  (pick, dice) => {
    const x = pick();
    const shape = dims(x).map((dim) => (dim === 1 && dice.below(2) === 0 ? 2 : dim));
    return g.expand(x, dice.below(2) === 0 ? shape : [2, ...shape]);
  },
  (pick, dice) => g.expand(g.constant(dice.of(numbers)), dims(pick())),
  (pick, dice) => {
    const x = pick();
    const sizes = dims(x).map((dim) => 1 + dice.below(dim));
    return g.slice(
      x,
      dims(x).map((dim, axis) => dice.below(dim - sizes[axis] + 1)),
      sizes,
    );
  },
  (pick, dice) => {
    const x = pick();
    return g.pad(
      x,
      dims(x).map(() => dice.below(2)),
      dims(x).map(() => dice.below(2)),
    );
  },
  (pick, dice) => {
    const x = pick();
    if (x.shape.length === 0) return x;
    const other = dice.of([x, g.tanh(x), g.expand(g.constant(0), dims(x))]);
    return g.concat(dice.of([[x], [x, other], [other, x, x]]), dice.below(x.shape.length));
  },
  (pick) => {
    const [a, b] = [pick(2), pick(2)];
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        if (a.shape[transposeA ? 0 : 1] === b.shape[transposeB ? 1 : 0])
          return g.matmul(a, b, { transposeA, transposeB });
      }
    }
    return g.matmul(g.transpose(a, [1, 0]), a);
  },
  (pick, dice) => {
    const x = pick(4);
    const filters = g.sum(g.slice(x, [0, 0, 0, 0], [1, ...dims(x).slice(1)]), { axes: [0], keepDims: true });
    const window = {
      strides: dice.of([
        [1, 1],
        [2, 2],
      ] as const),
      pads: [1, 1, 0, 0],
    } as const;
    return g.conv(x, dice.of([filters, g.mul(filters, 0), g.neg(filters)]), window);
  },
];

/** A program of `size` random operations, with the gradient of a scalar of them and the gradient's gradient. */
export function randomProgram(seed: number, size = 25): { program: Program; feeds: FeedMap } {
  const dice = diceOf(seed);
  const shapes = [[2, 3], [3], [2, 1], [], [2, 2, 2, 3]];
  const inputs = shapes.map((shape, i) => g.input(`x${i}`, shape));
  const pool: Value[] = [...inputs];
  const pick = (rank?: number) =>
    dice.of(pool.filter(({ shape }) => rank === undefined || shape.length === rank));
  while (pool.length < inputs.length + size) {
    const value = dice.of(makers)(pick, dice);
    if (dims(value).reduce((a, b) => a * b, 1) <= 64 && value.shape.length <= 4) pool.push(value);
  }
  const squashed = pool.slice(-6).map((value) => g.sum(g.tanh(value)));
  const loss = squashed.reduce((a, b) => g.add(a, b));
  const first = g.grad(loss, inputs);
  const second = g.grad(
    first.map((gradient) => g.sum(g.tanh(gradient))).reduce((a, b) => g.add(a, b)),
    inputs,
  );
  const named = (name: string, values: readonly Value[]) =>
    values.map((value, i) => [`${name}${i}`, value] as const);
  const program = g.defineProgram({
    name: `random ${seed}`,
    feeds: inputs,
    state: [],
    outputs: Object.fromEntries([
      ...named('y', pool.slice(-6)),
      ...named('first', first),
      ...named('second', second),
    ]),
  });
  return { program, feeds: randomFeeds(inputs, seed) };
}

function randomFeeds(inputs: readonly InputValue[], seed: number): FeedMap {
  const random = stream(seed, 'random-graph-feeds');
  return new Map(
    inputs.map((value) => {
      const length = dims(value).reduce((a, b) => a * b, 1);
      return [value.op.name, { shape: dims(value), data: random.normal(new Float32Array(length)) }];
    }),
  );
}
