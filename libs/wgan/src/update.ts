/** Adds one optimizer step of a network's parameters to a program. */
import { add, grad, type Value } from '@kantor/graph';
import type { Network } from '@kantor/spec';
import { countName, slotName, type Optimizer } from './optimizers.js';
import type { Scope } from './scope.js';

export interface Update {
  readonly owner: 'critic' | 'generator';
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly loss: Value;
  readonly learningRate: Value;
  /** The parameters that the loss was computed with, by name; usually the states themselves. */
  readonly parameter: (name: string) => Value;
  /** Applied to each parameter after its step. */
  readonly project?: (parameter: Value) => Value;
}

/** Sets the next value of every parameter and optimizer slot, and returns the next parameters by name. */
export function updateParameters(scope: Scope, update: Update): Map<string, Value> {
  const { owner, network, optimizer, loss, learningRate, parameter, project = (value) => value } = update;
  const names = network.parameters.map(({ name }) => name);
  const gradients = grad(loss, names.map(parameter));
  const count = optimizer.counts ? add(scope.read(countName(owner)), 1) : learningRate;
  if (optimizer.counts) scope.update(countName(owner), count);

  const next = new Map<string, Value>();
  names.forEach((name, i) => {
    const result = optimizer.step({
      parameter: parameter(name),
      gradient: gradients[i],
      learningRate,
      count,
      slot: (slot) => scope.read(slotName(slot, name)),
    });
    const projected = project(result.parameter);
    scope.update(name, projected);
    next.set(name, projected);
    for (const [slot, value] of Object.entries(result.slots)) scope.update(slotName(slot, name), value);
  });
  return next;
}
