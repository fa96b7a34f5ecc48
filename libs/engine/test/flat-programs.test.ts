/** Programs that went through flat data mean the same, to the byte. */
import { compileProgram } from '@kantor/engine/ort';
import {
  add,
  constant,
  defineProgram,
  grad,
  input,
  matmul,
  mul,
  sum,
  tanh,
  topological,
} from '@kantor/graph';
import { floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { flattenPrograms, unflattenPrograms } from '../src/flat-programs.js';
import { counterStep } from './support/programs.js';

/** Two programs that share a state and a part of what they compute. */
function twoPrograms() {
  const x = input('x', [4, 3]);
  const w = input('w', [3, 2]);
  const hidden = tanh(matmul(x, w));
  const loss = sum(mul(hidden, constant(floats([2], [1, -2]))));
  const [dw] = grad(loss, [w]);
  const state = { name: 'w', current: w };
  const step = defineProgram({
    name: 'step',
    feeds: [x],
    state: [{ ...state, next: add(w, dw) }],
    outputs: { loss },
  });
  const look = defineProgram({ name: 'look', feeds: [x], state: [state], outputs: { hidden } });
  return { step, look, count: counterStep() };
}

/** As another thread gets them. */
const sent = (programs: Parameters<typeof flattenPrograms>[0]) =>
  unflattenPrograms(structuredClone(flattenPrograms(programs)));

describe('programs sent to another thread', () => {
  it('compile to the same bytes under the same keys', () => {
    const programs = twoPrograms();
    const there = sent(programs);
    expect(Object.keys(there)).toEqual(Object.keys(programs));
    for (const [key, program] of Object.entries(programs)) {
      expect(there[key].name).toBe(program.name);
      expect(compileProgram(there[key]).model).toEqual(compileProgram(program).model);
    }
  });

  it('share what they shared, once', () => {
    const programs = twoPrograms();
    const { step, look } = sent(programs);
    expect(look.state[0].current).toBe(step.state[0].current);
    expect(look.feeds[0]).toBe(step.feeds[0]);
    expect(topological([step.outputs['loss']])).toContain(look.outputs['hidden']);
    expect('next' in look.state[0]).toBe(false);
  });

  it('may be as deep as they like', () => {
    const x = input('x', [1]);
    let y = add(x, 1);
    for (let i = 0; i < 50_000; i++) y = add(y, x);
    const program = defineProgram({ name: 'deep', feeds: [x], state: [], outputs: { y } });
    const { deep } = sent({ deep: program });
    expect(topological([deep.outputs['y']])).toHaveLength(topological([y]).length);
  });
});
