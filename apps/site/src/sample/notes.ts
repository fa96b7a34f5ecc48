/** What is said under the controls: where things are, and what went wrong. */
import { find } from '../page/dom.js';

export interface Notes {
  say(text: string): void;
  fail(error: unknown): void;
  /** Takes back what went wrong. */
  clear(): void;
}

export function createNotes(): Notes {
  const status = find('sample-status', HTMLElement);
  const alert = find('sample-error', HTMLElement);
  return {
    say(text) {
      status.textContent = text;
    },
    fail(error) {
      alert.textContent = error instanceof Error ? error.message : String(error);
      alert.hidden = false;
    },
    clear() {
      alert.hidden = true;
      alert.textContent = '';
    },
  };
}
