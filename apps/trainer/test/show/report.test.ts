import { Script } from 'node:vm';
import { encodePng } from '@kantor/image';
import { describe, expect, it } from 'vitest';
import type { PageData } from '../../src/show/report/page/data.js';
import { renderReport, type Report } from '../../src/show/report.js';
import { step, steps } from './steps.js';

const png = encodePng({ width: 2, height: 2, channels: 1, data: Uint8Array.of(0, 255, 255, 0) });
const noisy = steps(300, (n) => ({
  wasserstein: 9 - n / 40 + (n % 7),
  penalty: 0.1,
  gradientNorm: 1 + (n % 5) / 50,
}));
const report: Report = {
  title: 'mnist-wgan-gp',
  loss: 'wasserstein',
  summary: [['Batch', '64']],
  metrics: noisy,
  sheets: [100, 200, 300].map((n) => ({ step: n, png })),
  steps: 300,
  finished: true,
  command: 'npx nx run trainer:train --model=mnist-wgan-gp',
};

function dataOf(html: string): PageData {
  return JSON.parse(
    /<script type="application\/json" id="report-data">(.*?)<\/script>/s.exec(html)![1],
  ) as PageData;
}

const chartsOf = (html: string) => dataOf(html).charts.map(({ id }) => id);

describe('the report', () => {
  it('stands alone: no address in it is loaded', () => {
    const html = renderReport(report);
    expect(html).not.toMatch(
      /<link[^>]+href="(?!data:)|<script[^>]+src=|<img[^>]+src="(?!data:)|@import|url\(/,
    );
    expect(html).toContain(`content="default-src 'none';`);
    expect(html).not.toContain('sourceMappingURL');
  });

  it('carries uPlot with its licence', () => {
    const html = renderReport(report);
    expect(html).toMatch(/The MIT License[\s\S]*Copyright \(c\) \d+ Leon Sorokin[\s\S]*var uPlot=/);
    expect(html).toContain('https://github.com/leeoniya/uPlot (v');
  });

  it('has the curves of its objective, the one to read first in front', () => {
    const common = ['critic-norm', 'speed'];
    expect(chartsOf(renderReport(report))).toEqual(['wasserstein', 'losses', 'gradient-norm', ...common]);
    const gan = { ...report, loss: 'gan', metrics: steps(9, () => ({ divergence: 0.6 })) } as const;
    expect(chartsOf(renderReport(gan))).toEqual(['divergence', 'losses', ...common]);
    const decaying = { ...report, metrics: steps(9, (n) => ({ learningRate: 1 / n })) };
    expect(chartsOf(renderReport(decaying))).toEqual(['losses', ...common, 'learning-rate']);
  });

  it('draws the estimate raw and median-filtered, positive is distance', () => {
    const [raw, median] = dataOf(renderReport(report)).charts[0].series;
    expect(raw.values).toEqual(noisy.map(({ wasserstein }) => Number(wasserstein!.toPrecision(5))));
    expect([raw.style, median.style]).toEqual(['faint', 'strong']);
    const roughness = (values: readonly (number | null)[]) =>
      values.slice(1).reduce<number>((sum, value, i) => sum + Math.abs(value! - values[i]!), 0);
    expect(roughness(median.values)).toBeLessThan(roughness(raw.values) / 4);
  });

  it('marks the gradient norm that a penalty pulls to, and only then', () => {
    const series = (metrics: Report['metrics']) =>
      dataOf(renderReport({ ...report, metrics })).charts.find(({ id }) => id === 'gradient-norm')!.series;
    expect(series(noisy).at(-1)).toMatchObject({ style: 'target', values: noisy.map(() => 1) });
    const clipped = steps(9, () => ({ wasserstein: 1, gradientNorm: 2 }));
    expect(series(clipped).some(({ style }) => style === 'target')).toBe(false);
  });

  it('says how to read them, for the loss at hand', () => {
    const wasserstein = renderReport(report);
    expect(wasserstein).toContain('lower means better samples');
    expect(wasserstein).toContain('WGAN, §4.2');
    expect(wasserstein).toContain('a negative loss is normal');
    const hinge = renderReport({ ...report, loss: 'hinge' });
    expect(hinge).toContain('With this loss it is no distance');
    expect(hinge).not.toContain('a negative loss is normal');
  });

  it('escapes every text that it is given', () => {
    const evil = `<img src=x onerror="alert(1)">&'</script>`;
    const html = renderReport({
      ...report,
      title: evil,
      summary: [[evil, evil]],
      command: evil,
      note: evil,
    });
    expect(html).not.toContain('<img src=x');
    expect(html).not.toContain(`&'</script>`);
    expect(html.split('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;&lt;/script&gt;').length).toBe(
      7,
    );
    const scripts = (page: string) => page.match(/<\/?script/g)?.length;
    expect(scripts(html)).toBe(scripts(renderReport(report)));
  });

  it('has scripts that parse and that do not end before their end', () => {
    const html = renderReport(report);
    const scripts = [...html.matchAll(/<script(?: type="module")?>([\s\S]*?)<\/script>/g)].map(
      ([, code]) => code,
    );
    expect(scripts.length).toBe(4);
    for (const code of scripts) expect(() => new Script(code)).not.toThrow();
  });

  it('stays light for long runs, and keeps their spikes', () => {
    const long = steps(60_000, (n) => ({ wasserstein: n === 31_234 ? 99 : 1 + (n % 3) }));
    const html = renderReport({ ...report, metrics: long });
    const { steps: x, charts } = dataOf(html);
    expect(x.length).toBeLessThanOrEqual(2000);
    expect(charts[0].series[0].values).toContain(99);
    expect(html.length).toBeLessThan(500_000);
  });

  it('holds each sheet once, with a text for those who do not see it', () => {
    const html = renderReport(report);
    expect(html.split('data:image/png;base64,').length).toBe(4);
    expect(html).toContain('alt="Samples of the generator at step 200"');
    expect(html).toContain('aria-label="Step of the samples"');
  });

  it('describes its curves in words', () => {
    expect(
      renderReport({ ...report, metrics: [step(1, { wasserstein: 2 }), step(2, { wasserstein: 8 })] }),
    ).toContain(
      'aria-label="Wasserstein estimate over generator steps. Each step: from 2.00 to 8.00, between 2.00 and 8.00.',
    );
  });

  it('shows the key figures, the settings and the command', () => {
    const html = renderReport(report);
    for (const text of [
      '<dd class="value">300</dd>',
      '<th scope="row">Batch</th><td>64</td>',
      report.command,
    ]) {
      expect(html).toContain(text);
    }
  });

  it('can be followed while the run goes on', () => {
    expect(renderReport(report)).not.toContain('id="follow"');
    const going = renderReport({ ...report, finished: false, steps: 2000 });
    expect(going).toContain('id="follow"');
    expect(going).toContain('of 2,000');
  });

  it('warns of the first number that is not finite, and leaves a gap in the curve', () => {
    const broken = steps(20, (n) =>
      n < 8 ? { wasserstein: 1 } : { wasserstein: 1, criticLoss: n < 9 ? Infinity : NaN },
    );
    const html = renderReport({ ...report, metrics: broken });
    expect(html).toContain('At step 8, the critic’s loss was Infinity.');
    const speed = dataOf(
      renderReport({ ...report, metrics: steps(3, (n) => (n === 2 ? { criticNorm: NaN } : {})) }),
    );
    expect(speed.charts.find(({ id }) => id === 'critic-norm')!.series[0].values).toEqual([20, null, 20]);
    expect(renderReport(report)).not.toContain('role="alert"');
  });

  it('can be written before the first step, and without sheets', () => {
    const empty = renderReport({ ...report, metrics: [], sheets: [], finished: false });
    expect(empty).toContain('No step is done yet.');
    expect(empty).not.toContain('uPlot=');
    const sheetless = renderReport({ ...report, sheets: [] });
    expect(sheetless).not.toContain('id="sheet"');
    expect(chartsOf(sheetless).length).toBe(5);
  });

  it('is the same text for the same run', () => {
    expect(renderReport(report)).toBe(renderReport(report));
  });
});
