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
   * Tensors are copied.
   * @throws KantorError `engine/state` if an initial state is missing or has another shape or dtype.
   */
  load(programs: Programs, initial: TensorMap): Promise<Loaded>;
}

/**
 * Programs with their state, which stays on the device between runs. Calls are served one after the other, in their
 * order. Results are the caller's own; feeds and states given must not change until the call is done.
 * Owned by who called `load`, who disposes it.
 */
export interface Loaded {
  /**
   * Runs a program once: takes its feeds, moves its states on and returns its outputs. States stay as they were if it
   * fails.
   * @param program the key under which it was loaded.
   * @throws KantorError `engine/program` if there is none of that name; `engine/feed` if a feed is missing or has
   *   another shape or dtype; `engine/memory` if the device's memory is exhausted; `engine/run` if it fails otherwise.
   */
  run(program: string, feeds: TensorMap): Promise<TensorMap>;
  /**
   * Copies of states, all of them by default.
   * @throws KantorError `engine/state` for a name that is no state.
   */
  read(names?: readonly string[]): Promise<TensorMap>;
  /**
   * Overwrites the states given.
   * @throws KantorError `engine/state` if one is no state, or has another shape or dtype; none is written then.
   */
  write(state: TensorMap): Promise<void>;
  /** Waits for the calls before it and frees everything. Later calls fail with KantorError `engine/disposed`. */
  dispose(): Promise<void>;
}
