/** Weight clipping: after the critic's step as in the WGAN paper, or before it as in the authors' code. */
import { describe, expect, it } from 'vitest';
import { floats, type FloatTensor, type TensorMap } from '@kantor/tensor';
import { createModel, type Model } from '../src/model.js';
import { criticStep, generatorStep } from '../src/programs.js';
import { feedsFor, shakenState } from './support/feeds.js';
import { imageModel } from './support/models.js';
import { runProgram, type Numbers } from './support/run.js';

const limit = 0.25;
const after = createModel(imageModel('afterStep', limit));
const before = createModel(imageModel('beforeStep', limit));
const names = after.critic.parameters.map(({ name }) => name);
const state = shakenState(after);
const feeds = feedsFor(criticStep(after, 4), 0.1);

const step = (model: Model, from: TensorMap) => runProgram(criticStep(model, 4), { ...from, ...feeds });
const largest = (tensors: Numbers): number =>
  Math.max(...names.flatMap((name) => Array.from(tensors[name].data, (value) => Math.abs(Number(value)))));

/** The state with the critic's parameters clipped. */
const clipped: TensorMap = {
  ...state,
  ...Object.fromEntries(
    names.map((name) => {
      const { shape, data } = state[name] as FloatTensor;
      return [
        name,
        floats(
          shape,
          data.map((value) => Math.min(Math.max(value, -limit), limit)),
        ),
      ];
    }),
  ),
};

it('has something to clip', () => {
  expect(largest(state)).toBeGreaterThan(1);
  expect(names).toContain('critic.1.gain');
});

describe('clipping after the step', () => {
  it('leaves every parameter within the limit, those of batch norm included', () => {
    const next = step(after, state);
    for (const name of names) {
      expect(Math.max(...Array.from(next[name].data, Math.abs)), name).toBeLessThanOrEqual(limit);
    }
  });

  it('does not clip what the scores are computed with', () => {
    expect(step(after, state)['loss'].data[0]).not.toBeCloseTo(step(after, clipped)['loss'].data[0], 3);
  });

  it('leaves the running statistics and the optimizer alone', () => {
    const [next, alone] = [step(after, state), step(createModel(withoutClip()), state)];
    for (const name of ['critic.1.mean', 'critic.1.variance', 'optimizer.square.critic.0.kernel']) {
      expect(Array.from(next[name].data)).toEqual(Array.from(alone[name].data));
    }
  });
});

describe('clipping before the step', () => {
  it('computes the scores with clipped parameters', () => {
    expect(step(before, state)['loss'].data[0]).toBe(step(before, clipped)['loss'].data[0]);
    expect(step(before, state)['loss'].data[0]).toBe(step(after, clipped)['loss'].data[0]);
  });

  it('starts the step from the clipped parameters, all of them', () => {
    const [whole, alone] = [step(before, state), step(createModel(withoutClip()), clipped)];
    for (const name of names)
      expect(Array.from(whole[name].data), name).toEqual(Array.from(alone[name].data));
  });

  it('hands the generator a critic beyond the limit', () => {
    expect(largest(step(before, state))).toBeGreaterThan(limit);
    const program = generatorStep(before, 4);
    const given = { ...state, ...feedsFor(program) };
    const [whole, cut] = [given, { ...given, ...clipped }].map((values) => runProgram(program, values));
    expect(whole['loss'].data[0]).not.toBeCloseTo(cut['loss'].data[0], 3);
  });
});

function withoutClip() {
  const spec = imageModel('afterStep', limit);
  return { ...spec, objective: { ...spec.objective, lipschitz: { method: 'none' as const } } };
}
