/** The routes that want no token, wherever others do. */

/** What balancers ask, and pages, which hold nothing of the models and ask for a token themselves. */
const open = /^\/(?:v2\/health\/(?:live|ready)|docs(?:\/.*)?|openapi\.json|status\.(?:css|js))?$/;

/** @param route as it was registered, not the address: what no route answers is nobody's business without a token. */
export function isOpen(route: string | undefined): boolean {
  return open.test(route ?? 'none');
}
