/** What long readings tell their caller. */

export interface Progress {
  /** Called as work goes on, first with 0 and last with `total`. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called for what goes wrong without stopping the work; the message is for people. */
  readonly onWarning?: ((message: string) => void) | undefined;
}
