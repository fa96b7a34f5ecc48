/** What the benchmark knows of a server: how it is started, and how it is asked for images. Not which servers there are. */
import type { ServedModel } from './served-model.js';

export type Format = 'binary' | 'png';

/** Processes that run the model, and threads of each. */
export interface Layout {
  readonly workers: number;
  readonly threads: number;
}

/** What one request asks for. */
export interface Payload {
  readonly format: Format;
  /** Images. */
  readonly count: number;
}

/** A request as text in which {@link seedMark} stands for the seed, so that a process of its own can write any number. */
export interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const seedMark = '{seed}';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** On top of this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Contender {
  readonly name: string;
  readonly formats: readonly Format[];
  /** Path that answers 200 once requests may be sent. */
  readonly readyPath: string;
  /** Where it tells how late its event loop is, in the text format of Prometheus. */
  readonly metricsPath?: string;
  /** Where it differs from that of all. */
  readonly layout?: Layout;
  /** Measured for nothing but what batching gives. */
  readonly unbatched?: boolean;
  /** It answers every seed alike. */
  readonly withoutModel?: boolean;
  /** Name of the contender whose rate its paced load has, instead of a part of its own. */
  readonly pacedLike?: string;
  command(model: ServedModel, layout: Layout, port: number): Command;
  ask(model: ServedModel, payload: Payload): Ask;
}

/** Largest batch of every server, and of the bare runtime. */
export const maxBatch = 64;

export function withSeed(ask: Ask, seed: number): Ask {
  const fill = (text: string): string => text.replace(seedMark, String(seed));
  return { ...ask, path: fill(ask.path), ...(ask.body === undefined ? {} : { body: fill(ask.body) }) };
}
