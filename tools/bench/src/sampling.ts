/** The command `sampling`: the sampler in Node and in a page, beside bare loops around the session. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describeMachine, formatMachine } from './machine.js';
import { measureFirstSample, measureLoopDelay, measurePictures } from './sampling/around.js';
import { measureByThread } from './sampling/by-thread.js';
import { measureOffline } from './sampling/offline.js';
import { measureInPage } from './sampling/page.js';
import {
  formatAround,
  formatByThread,
  formatOffline,
  formatPage,
  formatSmallCalls,
  noChromium,
} from './sampling/report.js';
import { measureSmallCalls } from './sampling/small-calls.js';
import { openSubject } from './sampling/subject.js';

export interface SamplingFlags {
  readonly json: string | undefined;
  readonly quick: boolean;
  /** Path of an exported generator. */
  readonly model: string | undefined;
  readonly threads: readonly number[];
  /** Whether to measure in a browser too. */
  readonly page: boolean;
}

export async function sampling({ json, quick, model, threads, page }: SamplingFlags): Promise<void> {
  const say = (text: string): void => void process.stdout.write(`${text}\n\n`);
  const machine = describeMachine();
  const subject = openSubject(model);
  say(`${formatMachine(machine)}\nModel: ${subject.name}, ${(subject.bytes.length / 1e6).toFixed(2)} MB`);
  const rounds = quick ? { rounds: 2, runsPerTurn: 1 } : { rounds: 15, runsPerTurn: 3 };
  const images = quick ? 640 : 6400;
  const offline = await measureOffline(subject, { ...rounds, threads, images });
  say(formatOffline(offline, images));
  const byThread = await measureByThread(subject, { rounds: quick ? 5 : 60, images: 3200 });
  if (byThread) say(formatByThread(byThread));
  const smallCalls = await measureSmallCalls(subject, rounds);
  say(formatSmallCalls(smallCalls));
  const delay = await measureLoopDelay(subject, 10 * images);
  const first = await measureFirstSample(subject, rounds);
  const pictures = await measurePictures(subject, rounds);
  say(formatAround(delay, first, pictures));
  const inPage = page ? await measureInPage(subject, { ...rounds, threads, images }) : undefined;
  if (page) say(inPage ? formatPage(inPage) : noChromium);
  if (json === undefined) return;
  const file = resolve(json);
  mkdirSync(dirname(file), { recursive: true });
  const all = {
    machine,
    model: subject.name,
    images,
    ...rounds,
    offline,
    smallCalls,
    delay,
    first,
    pictures,
    ...(inPage ? { page: inPage } : {}),
  };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  say(`Written to ${file}`);
}
