/** The forms in which tensors of different shapes meet in an element-wise kernel, which broadcasts as NumPy does. */
import { sizeOf, type StaticShape } from '@kantor/tensor';
import { broadcastFrom } from '../carry.js';
import { cutBy, type DeviceAxis } from '../device-axes.js';
import { placeIn, plain, sameLayout, type Layout, type Part } from '../layout.js';
import { view, type Operand } from '../operand.js';
import type { Recorder } from '../recorder.js';
import type { Ref } from '../tape.js';

/** A device shape in which a tensor broadcasts to `axes`: 1 where it repeats, without such axes in front. */
function repeating(axes: readonly DeviceAxis[], shape: StaticShape, operand: StaticShape): number[] {
  const lead = shape.length - operand.length;
  const sizes = axes.map((part) => {
    const axis = part ? part.axis - lead : -1;
    return part && axis >= 0 && operand[axis] !== 1 ? part.size : 1;
  });
  const first = sizes.findIndex((size) => size !== 1);
  return first < 0 ? [] : sizes.slice(first);
}

interface Meeting {
  readonly recorder: Recorder;
  readonly inputs: readonly Operand[];
  readonly inputShapes: readonly StaticShape[];
  readonly shape: StaticShape;
  readonly layout: Layout;
}

export interface Met {
  readonly refs: readonly Ref[];
  /** The shape of the result on the device. */
  readonly deviceShape: StaticShape;
  readonly layout: Layout;
}

/** The device shape of a full input that has the layout already, so that it need not be seen as another, or a new one. */
function shapeToMeetIn({ inputs, inputShapes, shape, layout }: Meeting, parts: readonly Part[]): StaticShape {
  const isFull = (given: StaticShape) => sizeOf(given) === sizeOf(shape);
  const broadcasts = inputShapes.some((given) => !isFull(given) && sizeOf(given) !== 1);
  for (const [i, input] of inputs.entries()) {
    if (input.kind !== 'tensor' || !isFull(inputShapes[i]) || !sameLayout(input.layout, layout)) continue;
    if (!broadcasts || cutBy(input.ref.shape, parts)) return input.ref.shape;
  }
  return sameLayout(layout, plain(shape)) ? shape : parts.map(({ size }) => size);
}

/** The inputs in forms that broadcast against each other to `shape` in `layout`. */
export function meet(meeting: Meeting): Met {
  const { recorder, inputs, inputShapes, shape, layout } = meeting;
  const parts = placeIn(shape, layout);
  if (!parts) return meet({ ...meeting, layout: plain(shape) });
  const deviceShape = shapeToMeetIn(meeting, parts);
  const axes = cutBy(deviceShape, parts) ?? [];
  const refs = inputs.map((input, i) => {
    const given = inputShapes[i];
    if (sizeOf(given) === sizeOf(shape)) return view(recorder, input, layout, deviceShape);
    if (sizeOf(given) === 1) return view(recorder, input, [], []);
    const own = broadcastFrom(layout, shape, given) ?? plain(given);
    return view(recorder, input, own, repeating(axes, shape, given));
  });
  return { refs, deviceShape, layout };
}
