/** Puts a network into a program: its parameters come from the program's states, its dropout noise from feeds. */
import type { Value } from '@kantor/graph';
import type { Applied, Network } from '@kantor/spec';
import type { Scope } from './scope.js';

/** Feeds whose name starts so are filled with uniform numbers. */
export const noisePrefix = 'noise/';

/**
 * Applies a network with batch statistics and dropout, as training does.
 * @param use names this use of the network in the program, so that each has its own dropout noise.
 */
export function applyTraining(scope: Scope, network: Network, x: Value, use: string): Applied {
  return network.apply(x, {
    read: scope.read,
    training: true,
    noise: (name, shape) => scope.feed(`${noisePrefix}${use}/${name}`, shape),
  });
}

/** Applies a network with running statistics and without dropout, as sampling does. */
export function applyFrozen(read: (name: string) => Value, network: Network, x: Value): Value {
  const noise = (): never => {
    throw new Error('A frozen network draws no noise.');
  };
  return network.apply(x, { read, training: false, noise }).output;
}
