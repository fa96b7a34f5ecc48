/** What a load on a server is, and what comes of it: the messages between this process and the one that makes the load. */
import type { Ask } from './contender.js';

interface AnyLoad {
  readonly origin: string;
  readonly ask: Ask;
  /** Connections at once. */
  readonly connections: number;
  /** Seconds that it goes on before it counts. */
  readonly warmUp: number;
  /** Seconds that count. */
  readonly seconds: number;
  /** Requests carry seeds from here on, each its own. */
  readonly firstSeed: number;
}

/** Who may make a closed loop: the usual program, and one that takes as little of the processor as Node allows. */
export const generators = ['autocannon', 'raw'] as const;
export type Generator = (typeof generators)[number];

/** Each connection sends its next request when it has its answer. */
export interface ClosedLoad extends AnyLoad {
  readonly kind: 'closed';
  readonly generator: Generator;
}

/** Requests leave at this rate whatever the answers do, and are timed from when they were due. */
export interface PacedLoad extends AnyLoad {
  readonly kind: 'paced';
  /** Requests a second. */
  readonly rate: number;
}

export type Load = ClosedLoad | PacedLoad;

export interface LoadResult {
  /** Answers with status 200, in the time that counts. */
  readonly requests: number;
  /** The time that counted. */
  readonly seconds: number;
  /** Other answers, broken connections, and requests that nobody answered in time. */
  readonly failures: number;
  /** Milliseconds to the whole answer. */
  readonly p50: number;
  readonly p99: number;
  /** Part of one core that making the load took: near 1, the load was the bottleneck. */
  readonly busy: number;
}
