/** The port that runs programs. It stands alone: implementations are behind `./ort` and, later, others. */
import type { Program, TensorMap } from '@kantor/graph';

/** Programs by their name. */
export type Programs = Readonly<Record<string, Program>>;

export interface Engine {
  /** Such as `ort-cpu`. */
  readonly name: string;
  /** One line for people: runtime, version, device, threads. */
  readonly description: string;
  /**
   * Prepares programs for running, with one initial tensor for each state that any of them names.
   * @throws KantorError `engine/state` if an initial state is missing or has another shape.
   */
  load(programs: Programs, initial: TensorMap): Promise<Loaded>;
}

/**
 * Programs with their state, which stays on the device between runs. One run at a time: a second call waits for the
 * first. Owned by who called `load`, who disposes it.
 */
export interface Loaded {
  /** Runs a program once: takes its feeds, moves its states on and returns its outputs. */
  run(program: string, feeds: TensorMap): Promise<TensorMap>;
  /** Copies of states, all of them by default. */
  read(names?: readonly string[]): Promise<TensorMap>;
  /** Overwrites the states given. */
  write(state: TensorMap): Promise<void>;
  dispose(): Promise<void>;
}
