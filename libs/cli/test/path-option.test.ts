/** Options that are paths. Whole command lines are tested where they are used. */
import { describe, expect, it } from 'vitest';
import { pathOption } from '@kantor/cli';

describe('a path option', () => {
  const { coerce } = pathOption('run', 'Folder of the run');

  it('is undefined where it is not given', () => expect(coerce(undefined)).toBeUndefined());

  it.each(['runs/a', '.', '/', ' '])('leaves "%s" as it is', (path) => expect(coerce(path)).toBe(path));

  it('refuses an empty one', () => expect(() => coerce('')).toThrow('--run is empty'));
});
