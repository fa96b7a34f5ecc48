/** The figures of `sampling` as text for a terminal. */
import { figure, formatTable, percent } from '../table.js';
import type { FirstSample, LoopDelay, Pictures } from './around.js';
import type { ThreadRow } from './by-thread.js';
import type { OfflineRow } from './offline.js';
import type { PageFigures } from './page.js';
import type { SmallCallRow } from './small-calls.js';

export function formatOffline(rows: readonly OfflineRow[], images: number): string {
  const cells = rows.map((row) => [
    row.name,
    String(row.threads * Math.max(1, row.workers)),
    figure(row.imagesPerSecond, 0),
    percent(row.ratio, 1),
    percent(row.drawingRatio, 1),
    figure(row.cpuMs, 1),
    percent(row.cpuRatio, 1),
  ]);
  return (
    `Offline: ${images} images a run, batches of 64. The bare loops have as many threads, in the same rounds; one of them\n` +
    'draws latents as it goes, as a sampler must. CPU is that of the whole process for 1,000 images; its ratio compares\n' +
    'with the loop that draws, and says more than the others when the machine is busy.\n' +
    formatTable(['', 'threads', 'images/s', 'of bare', 'of drawing', 'CPU ms', 'by CPU time'], cells)
  );
}

export function formatByThread(rows: readonly ThreadRow[]): string {
  const cells = rows.map(({ name, here, worker, process }) => [
    name,
    figure(here, 1),
    name.startsWith('bare') ? '–' : figure(worker, 1),
    figure(process, 1),
  ]);
  return (
    'Processor time for an image in microseconds, one thread, the tenth percentile of the rounds: the worker should spend\n' +
    `no more than the bare loop\n${formatTable(['', 'calling thread', 'worker', 'process'], cells)}`
  );
}

export function formatSmallCalls(rows: readonly SmallCallRow[]): string {
  const cells = rows.map(({ name, batches, milliseconds, images }) => [
    name,
    batches,
    figure(milliseconds, 3),
    figure((1000 * milliseconds) / images, 1),
  ]);
  return `A few samples at a time, one thread\n${formatTable(['', 'batches', 'ms', 'µs/image'], cells)}`;
}

export function formatAround(delay: LoopDelay, first: FirstSample, pictures: Pictures): string {
  return [
    'Around sampling',
    formatTable(
      ['', 'ms'],
      [
        ['delay of this thread while sampling flat out, median', figure(delay.median, 2)],
        ['the same, 99th percentile', figure(delay.p99, 2)],
        ['the same, most', figure(delay.most, 2)],
        ['bytes to first sample, in a worker', figure(first.samplerMs)],
        ['bytes to first sample, bare, blocking', figure(first.bareMs)],
        ['sheet of 64 images', figure(pictures.sheetMs, 2)],
        ['its pixels for a canvas', figure(pictures.imageDataMs, 2)],
        ['its PNG file', figure(pictures.pngMs, 2)],
      ],
    ),
  ].join('\n');
}

export const noChromium =
  'In a page: not measured, since there is no Chromium here. `node tools/chromium.mjs` fetches one.';

export function formatPage({ browser, offline, sheetMs, first }: PageFigures): string {
  const rows = offline.map(
    ({ name, threads, imagesPerSecond, ratio, drawingRatio, workerMicros, cpuRatio }) => [
      name,
      String(threads),
      figure(imagesPerSecond, 0),
      percent(ratio, 1),
      percent(drawingRatio, 1),
      figure(workerMicros, 1),
      percent(cpuRatio, 1),
    ],
  );
  const starts = first.map(({ delay, samplerMs, bareMs, ratio }) => [
    `first image of a cold page, ${delay} ms for each answer`,
    figure(samplerMs, 0),
    figure(bareMs, 0),
    figure(ratio, 2),
  ]);
  return [
    `In a page: ${browser}, WebAssembly, batches of 64. The bare loops are written by hand in a worker of the same page.\n` +
      'The processor time of the worker, in microseconds for an image, says more than the others when the machine is busy.',
    formatTable(['', 'threads', 'images/s', 'of bare', 'of drawing', 'worker µs', 'by its time'], rows),
    '',
    formatTable(['', 'sampler ms', 'by hand ms', 'ratio'], starts),
    '',
    `Sheet of 64 images, until it is on a canvas: ${figure(sheetMs, 2)} ms`,
  ].join('\n');
}
