/** A residual block: what its body makes of the input, plus the input, or plus what its shortcut makes of it. */
import { add } from '@kantor/graph';
import { formatShape, sameShape, type StaticShape } from '@kantor/tensor';
import { failAt, type Layer, type Site } from './layer.js';

export function residual(site: Site, body: Layer, shortcut: Layer | undefined): Layer {
  const { outputShape } = body;
  const other = shortcut?.outputShape ?? site.input;
  if (!sameShape(outputShape, other)) {
    const source = shortcut ? 'the shortcut gives' : 'its input, which is the shortcut, is';
    failAt(
      site,
      `the body gives ${formatShape(outputShape)} but ${source} ${formatShape(other)}, and the two are added; ` +
        (shortcut ? 'make the two agree.' : adviceFor(site.input, outputShape)),
    );
  }
  return {
    outputShape,
    parameters: [...body.parameters, ...(shortcut?.parameters ?? [])],
    buffers: [...body.buffers, ...(shortcut?.buffers ?? [])],
    apply: (x, context) => add(shortcut ? shortcut.apply(x, context) : x, body.apply(x, context)),
  };
}

/** A shortcut that would take `from` to `to`, if there is a usual one. */
function adviceFor(from: StaticShape, to: StaticShape): string {
  if (from.length !== 3 || to.length !== 3) return `add a shortcut that gives ${formatShape(to)}.`;
  const steps: string[] = [];
  const [rows, columns] = [to[1] / from[1], to[2] / from[2]];
  if (rows === columns && rows > 1) steps.push(`{ kind: 'upsample', factor: ${rows} }`);
  if (rows === columns && rows < 1) steps.push(`{ kind: 'averagePool', size: ${1 / rows} }`);
  if (from[0] !== to[0]) steps.push(`{ kind: 'conv', filters: ${to[0]}, kernel: 1 }`);
  return `add shortcut: [${steps.join(', ')}].`;
}
