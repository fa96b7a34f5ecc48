/**
 * Abort controllers that are used again. A new one, once it is listened to, costs a small request more than all of its
 * headers; most are never aborted.
 */
const unused: AbortController[] = [];
const mostUnused = 256;

export function takeController(): AbortController {
  return unused.pop() ?? new AbortController();
}

/** For one whose work is over: whoever listens still is not waited for any more. An aborted one is of no more use. */
export function giveBack(controller: AbortController): void {
  if (!controller.signal.aborted && unused.length < mostUnused) unused.push(controller);
}
