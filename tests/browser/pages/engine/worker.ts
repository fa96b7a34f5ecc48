/** Does tasks away from the page, as an application would. */
import { tasks, type Tasks } from './tasks.js';

addEventListener('message', (event: MessageEvent<{ id: number; name: keyof Tasks; args: never }>) => {
  const { id, name, args } = event.data;
  const work = tasks[name] as (...args: readonly unknown[]) => Promise<unknown>;
  work(...(args as readonly unknown[])).then(
    (value) => postMessage({ id, value }),
    (error: unknown) => postMessage({ id, error: String(error) }),
  );
});
