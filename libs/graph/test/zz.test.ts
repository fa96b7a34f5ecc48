import { simplify, summarize } from '@kantor/graph';
import { parseModel } from '@kantor/spec';
import { createModel, criticStep, generatorStep, sample, score } from '@kantor/wgan';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { dump } from './zz-print.js';
it('models', () => {
  for (const d of readdirSync('models', { withFileTypes: true })) {
    if (!d.isDirectory()) continue;
    try {
      const spec = parseModel(JSON.parse(readFileSync(`models/${d.name}/model.json`, 'utf8')));
      const m = createModel(spec as never);
      const b = spec.training.batchSize;
      const out = [];
      for (const p of [criticStep(m, b), generatorStep(m, b), sample(m, b, 'raw'), score(m, b)]) {
        const t = performance.now();
        const s = simplify(p);
        const ms = performance.now() - t;
        out.push(
          `${p.name} ${summarize(p).operations}>${summarize(s).operations} (${ms.toFixed(0)} ms, ${(summarize(p).floatOperations / 1e9).toFixed(2)}>${(summarize(s).floatOperations / 1e9).toFixed(2)} GFLOP)`,
        );
        writeFileSync(`/tmp/model-${d.name}-${p.name}.txt`, dump(s));
      }
      console.log(d.name, out.join('  '));
    } catch (e) {
      console.log(d.name, String(e).slice(0, 300));
    }
  }
});
