/** Memory that a caller has for its samples. */
import { formatValue, KantorError } from '@kantor/tensor';

/** @throws KantorError `sampler/into` if there is no room for `length` numbers. */
export function requireInto(into: Float32Array | undefined, length: number): Float32Array | undefined {
  if (into === undefined || (into instanceof Float32Array && into.length >= length)) return into;
  const came = into instanceof Float32Array ? `has ${into.length} numbers` : `is ${formatValue(into)}`;
  throw new KantorError(
    'sampler/into',
    `The option \`into\` ${came}; expected a Float32Array with room for ${length}.`,
  );
}
