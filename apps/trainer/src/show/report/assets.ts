/** The scripts that a report carries inside: uPlot with its licence, and the page's own. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface PlotLibrary {
  readonly script: string;
  readonly style: string;
}

/** uPlot as it was published, below its licence (MIT, whose notice goes with every copy). */
export function plotLibrary(): PlotLibrary {
  const dist = dirname(createRequire(import.meta.url).resolve('uplot'));
  const licence = read(join(dist, '..', 'LICENSE'));
  return {
    script: `/*!\nuPlot\n\n${licence.trim()}\n*/\n${inScript(read(join(dist, 'uPlot.iife.min.js')))}`,
    style: read(join(dist, 'uPlot.min.css')),
  };
}

/** A script of the folder `page`, for a `<script type="module">`. */
export function pageScript(name: 'charts' | 'sheets' | 'page'): string {
  return inScript(read(new URL(`./page/${name}.js`, import.meta.url)));
}

function read(file: string | URL): string {
  return readFileSync(file, 'utf8');
}

/** The HTML parser ends a script at the first `</script`, also inside a string; in JavaScript `<\/` is the same. */
function inScript(code: string): string {
  return code.replace(/<\/(?=script)/gi, '<\\/');
}
