/**
 * Registers the gradients of TensorFlow.js's operations: the file that its package gives to Node leaves them out, and
 * the one that has them is written for bundlers. Its registry is global, so both files share it.
 */
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';

// Runs in Node's thread for module hooks, hence as text: adds `.js` to imports, and calls the files modules.
const hooks = `
  const ours = (url) => typeof url === 'string' && url.includes('/@tensorflow/tfjs-core/dist/');
  export function resolve(specifier, context, next) {
    const bare = specifier.startsWith('.') && ours(context.parentURL) && !specifier.endsWith('.js');
    return next(bare ? specifier + '.js' : specifier, context);
  }
  export function load(url, context, next) {
    return next(url, ours(url) && !url.endsWith('.node.js') ? { ...context, format: 'module' } : context);
  }
`;

export async function registerGradients(): Promise<void> {
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  const require = createRequire(import.meta.url);
  const file = pathToFileURL(require.resolve('@tensorflow/tfjs-core/dist/register_all_gradients.js'));
  // By a module of its own, which test runners leave to Node instead of transforming 500 files.
  await import(`data:text/javascript,import ${JSON.stringify(file)}`);
}
