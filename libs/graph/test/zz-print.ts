import { programResults, programValues, summarize, type Program, type Value } from '@kantor/graph';
export function dump(p: Program): string {
  const ids = new Map<Value, string>();
  const lines: string[] = [];
  for (const v of programValues(p)) {
    if (v.op.kind === 'input') {
      ids.set(v, v.op.name);
      continue;
    }
    if (v.op.kind === 'constant') {
      ids.set(v, v.op.value.data.length === 1 ? `${v.op.value.data[0]}:[${v.shape}]` : `const[${v.shape}]`);
      continue;
    }
    const id = `%${ids.size}`;
    ids.set(v, id);
    const { kind, ...rest } = v.op as any;
    lines.push(
      `${id} [${v.shape}] = ${kind}(${v.inputs.map((i) => ids.get(i)).join(', ')}) ${Object.keys(rest).length ? JSON.stringify(rest) : ''}`,
    );
  }
  const r = programResults(p).map(([n, v]) => `${n} <- ${ids.get(v)}`);
  return [...lines, ...r].join('\n') + '\n' + JSON.stringify(summarize(p));
}
