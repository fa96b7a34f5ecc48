/** The forms in which tensors of different shapes meet in an element-wise kernel, which broadcasts as NumPy does. */
import { broadcastShapes, sameShape, sizeOf, type StaticShape } from '@kantor/tensor';
import { broadcastFrom } from '../carry.js';
import { cutInto, deviceShape } from '../device-axes.js';
import { placeIn, plain, sameLayout, type Layout, type Part } from '../layout.js';
import { view, type Operand } from '../operand.js';
import type { Ref } from '../tape.js';
import type { AnyContext } from './lowering.js';

/** Neighbouring axes of the result along which the same inputs repeat. */
interface Stretch {
  size: number;
  /** For each input whether it has these axes. */
  readonly present: readonly boolean[];
}

type Meeting = Pick<AnyContext, 'recorder' | 'backend' | 'inputs' | 'inputShapes' | 'shape' | 'layout'>;

export interface Met {
  readonly refs: readonly Ref[];
  /** What a kernel makes of them: without leading axes of size 1 if no input has such. */
  readonly jointShape: StaticShape;
  /** The shape in which they meet, for kernels that do not broadcast. */
  readonly deviceShape: StaticShape;
  readonly layout: Layout;
}

function isFull(given: StaticShape, shape: StaticShape): boolean {
  return sizeOf(given) === sizeOf(shape);
}

function stretchesOf(parts: readonly Part[], { inputShapes, shape }: Meeting): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { axis, size } of parts) {
    const present = inputShapes.map((given) => {
      const own = axis - shape.length + given.length;
      return own >= 0 && given[own] !== 1;
    });
    const last = stretches[stretches.length - 1];
    if (last?.present.join() === present.join()) last.size *= size;
    else stretches.push({ size, present });
  }
  return stretches;
}

/** The device shape of a full input that has the layout already, so that it need not be seen as another; or a new one. */
function shapeToMeetIn(
  { inputs, inputShapes, shape, layout }: Meeting,
  sizes: readonly number[],
): StaticShape {
  const usable = inputs.flatMap((input, i): StaticShape[] => {
    if (input.kind !== 'tensor' || !isFull(inputShapes[i], shape)) return [];
    return sameLayout(input.layout, layout) && cutInto(input.ref.shape, sizes) ? [input.ref.shape] : [];
  });
  const kept = deviceShape(shape, layout);
  const [longest] = usable.sort((a, b) => b.length - a.length);
  const usual = usable.find((own) => sameShape(own, kept)) ?? longest;
  return usual ?? (sameLayout(layout, plain(shape)) ? shape : sizes);
}

/** Where an input of one element is seen as a scalar: always where that costs nothing, elsewhere if its rank is too high. */
function singleShape(input: Operand, result: StaticShape, cheapViews: boolean): StaticShape {
  const own = input.kind === 'tensor' && !cheapViews ? input.ref.shape : [];
  return own.length <= result.length ? own : [];
}

/** The inputs in forms that broadcast against each other to `shape` in `layout`. */
export function meet(meeting: Meeting): Met {
  const { recorder, backend, inputs, inputShapes, shape, layout } = meeting;
  const parts = placeIn(shape, layout);
  if (!parts) return meet({ ...meeting, layout: plain(shape) });
  const stretches = stretchesOf(parts, meeting);
  const sizes = stretches.map(({ size }) => size);
  const result = shapeToMeetIn(meeting, sizes);
  const axes = cutInto(result, sizes) ?? [];
  const refs = inputs.map((input, i) => {
    const given = inputShapes[i];
    const isSingle = sizeOf(given) === 1;
    if (isFull(given, shape) && (backend.cheapViews || !isSingle)) {
      return view(recorder, input, layout, result);
    }
    if (isSingle) return view(recorder, input, [], singleShape(input, result, backend.cheapViews));
    const own = broadcastFrom(layout, shape, given) ?? plain(given);
    const repeating = axes.map((stretch, axis) => (stretches[stretch]?.present[i] ? result[axis] : 1));
    // Without axes of size 1 in front, which some kernels broadcast slowly.
    return view(recorder, input, own, repeating.slice(repeating.findIndex((size) => size !== 1)));
  });
  const jointShape = refs.map((ref) => ref.shape).reduce((a, b) => broadcastShapes(a, b) as StaticShape);
  return { refs, jointShape, deviceShape: result, layout };
}
