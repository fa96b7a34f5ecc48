/** Decides in which order the elements of each tensor of some programs lie, so that little has to be transposed. */
import { programValues, type Program, type Value } from '@kantor/graph';
import { sizeOf } from '@kantor/tensor';
import { channelsLast, filtersLast } from './carry.js';
import { plain, placeIn, sameLayout, type Layout } from './layout.js';
import { linksOf, shapeOf, type Link } from './links.js';

export type Arrangement = (value: Value) => Layout;

/** What convolutions ask for and give. */
function anchors(value: Value): [Value, Layout][] {
  const [a, b] = value.inputs;
  const images = (image: Value): [Value, Layout] => [image, channelsLast(shapeOf(image))];
  const filters = (filter: Value): [Value, Layout] => [filter, filtersLast(shapeOf(filter))];
  switch (value.op.kind) {
    case 'conv':
    case 'convInputGrad':
      return [images(a), filters(b), images(value)];
    case 'convFilterGrad':
      return [images(a), images(b), filters(value)];
    default:
      return [];
  }
}

/** A state is one tensor in all programs, before a step and after it. */
function stateLinks(programs: readonly Program[]): Link[] {
  const byName = new Map<string, Value[]>();
  for (const { name, current, next } of programs.flatMap(({ state }) => state)) {
    byName.set(name, [...(byName.get(name) ?? []), current, ...(next ? [next] : [])]);
  }
  const carry = (layout: Layout) => layout;
  return [...byName.values()].flatMap(([first, ...others]) =>
    others.flatMap((other) => [
      { from: first, to: other, carry },
      { from: other, to: first, carry },
    ]),
  );
}

/**
 * Gives the tensors around convolutions the order that these need, and lets it spread along what carries it over for
 * free, nearest first, states included: a filter and its optimizer's slots are kept as the convolutions want them, and
 * the rows of a matrix that multiplies flattened images lie as their pixels do. A feed, which comes row-major, is turned once if it is wanted otherwise.
 */
export function arrange(programs: readonly Program[]): Arrangement {
  const values = [...new Set(programs.flatMap(programValues))];
  const links = new Map<Value, Link[]>();
  for (const link of [...values.flatMap(linksOf), ...stateLinks(programs)]) {
    links.set(link.from, [...(links.get(link.from) ?? []), link]);
  }
  const settled = new Map<Value, Layout>();
  const queue: Value[] = [];
  const settle = (value: Value, layout: Layout | undefined): void => {
    if (
      settled.has(value) ||
      value.op.kind === 'constant' ||
      !layout ||
      sameLayout(layout, plain(shapeOf(value)))
    )
      return;
    if (sizeOf(shapeOf(value)) === 0 || !placeIn(shapeOf(value), layout)) return;
    settled.set(value, layout);
    queue.push(value);
  };
  for (const value of values) for (const [tensor, layout] of anchors(value)) settle(tensor, layout);
  for (let next = 0; next < queue.length; next++) {
    const value = queue[next];
    const layout = settled.get(value);
    for (const { to, carry } of links.get(value) ?? []) settle(to, layout && carry(layout));
  }
  return (value) => settled.get(value) ?? plain(shapeOf(value));
}
