/** An error that the user can do something about: its message says what, and no stack is shown. */

/**
 * @param {string} message what went wrong, and what to do
 * @param {string} [hint] where it ends in a list of things to try
 */
export function fault(message, hint = '') {
  const error = new Error(hint === '' ? message : `${message}\n${hint}`);
  error.name = 'Fault';
  return error;
}
