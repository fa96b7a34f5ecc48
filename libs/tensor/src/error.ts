/** The one error class of Kantor. It says what came, what was expected and what to do; it is not for bugs of our own. */

/**
 * Stable, greppable reason of a {@link KantorError}. A code never changes its meaning; its message may.
 * The part before the first slash names the library or the app that raised it.
 */
export type ErrorCode = `${string}/${string}`;

export class KantorError extends Error {
  readonly code: ErrorCode;

  /**
   * @param code stable reason, for programs.
   * @param message for people: what came, what was expected, what to do next.
   * @param options the `cause`, if another error led here.
   */
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'KantorError';
    this.code = code;
  }
}
