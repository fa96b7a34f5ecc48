/** Lists of numbers on the command line. */
import { expect, it } from 'vitest';
import { numberList } from '../src/number-list.js';

it('reads numbers with commas between them', () => expect(numberList('threads')('1,2')).toEqual([1, 2]));
it.each(['', '1,', '0', '1.5', 'two'])("refuses '%s' and says what fits", (text) => {
  expect(() => numberList('threads')(text)).toThrow(/--threads must be whole numbers/);
});
