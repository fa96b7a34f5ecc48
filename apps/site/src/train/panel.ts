/** The part of the page that trains: its buttons and controls, and what they set going. */
import { toySource, type ToyKind } from '@kantor/dataset';
import type { ModelInput } from '@kantor/spec';
import { find } from '../page/dom.js';
import { createTrainer } from './client.js';
import { createControls } from './controls.js';
import { createCourse } from './course.js';
import { pointCount } from './frame.js';
import { createView } from './view.js';

/** The toys have one weight of the penalty, and the page begins with it. */
function lambdaOf(toys: Readonly<Record<string, ModelInput>>): number {
  const [lambda = 1] = Object.values(toys).flatMap(({ objective: { lipschitz } }) =>
    lipschitz.method === 'gradientPenalty' ? [lipschitz.lambda] : [],
  );
  return lambda;
}

/** @param toys models of points in the plane by their name, which is that of their data too. */
export function showTraining(toys: Readonly<Record<string, ModelInput>>, assets: string): void {
  const toggle = find('train-toggle', HTMLButtonElement);
  const status = find('train-status', HTMLElement);
  const controls = createControls(lambdaOf(toys), (change) => course.change(change));
  const course = createCourse({
    trainer: createTrainer(),
    view: createView(),
    request: (goesOn) => ({
      assets,
      device: controls.device() === 'webgpu' ? 'auto' : 'wasm',
      toy: toys[controls.toy()],
      settings: controls.settings(),
      goesOn,
    }),
    real: () => toySource(controls.toy() as ToyKind, controls.settings().seed).batch(0, pointCount).data,
    say: (text) => {
      status.textContent = text;
    },
    onRunning: (running) => {
      toggle.textContent = running ? 'Pause' : 'Start';
    },
  });
  toggle.addEventListener('click', course.toggle);
  find('train-step', HTMLButtonElement).addEventListener('click', course.step);
  find('train-reset', HTMLButtonElement).addEventListener('click', course.reset);
  course.reset();
}
