/** What Triton's clients may send along when they load a model, and may not here. */
import { fault } from '../faults.js';

/** Triton takes another configuration, or a whole model. @throws KantorError `server/not-enabled` */
export function requireNoOverride(parameters: readonly string[]): void {
  const override = parameters.find((key) => key === 'config' || key.startsWith('file:'));
  if (override === undefined) return;
  throw fault(
    'server/not-enabled',
    'Models are loaded from the folders of the server as they are; sending a config or files is not offered.',
  );
}
