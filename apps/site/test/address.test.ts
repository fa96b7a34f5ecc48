import { expect, it } from 'vitest';
import { formatPlace, parsePlace } from '../src/sample/address.js';

it.each([
  { model: 'mnist-wgan-gp', seed: 7 },
  { model: undefined, seed: 0 },
  { model: 'a&b=c d', seed: Number.MAX_SAFE_INTEGER },
])('a place comes back from its address: $model, $seed', (place) => {
  expect(parsePlace(formatPlace(place))).toEqual(place);
});

it.each(['', '?seed=', '?seed=-1', '?seed=1.5', '?seed=9007199254740993', '?seed=0x10', '?seed=seven'])(
  'the address %j has the first seed, for it names none',
  (search) => {
    expect(parsePlace(search)).toEqual({ model: undefined, seed: 1 });
  },
);
