/** The Open Inference Protocol V2 over HTTP, with Triton's extensions for configuration, statistics and the repository. */
import type { FastifyInstance } from 'fastify';
// Adds tags and summary to what Fastify calls a schema.
import type {} from '@fastify/swagger';
import { takeBytes } from './body.js';
import type { V2Deps } from './deps.js';
import { healthRoutes } from './health-routes.js';
import { inferRoutes } from './infer-routes.js';
import { modelRoutes } from './model-routes.js';
import { repositoryRoutes } from './repository-routes.js';

/**
 * Registers the routes in a scope of their own, where bodies are bytes and checked by hand. Errors are thrown as they
 * are: the application's handler answers them, with `error`, which Triton's clients look for, beside code and id.
 */
export function v2Routes(app: FastifyInstance, deps: V2Deps): void {
  void app.register((scope, _options, done) => {
    takeBytes(scope);
    // The schemas are documentation: bodies may be binary, and are parsed where they are read.
    scope.setValidatorCompiler(() => () => true);
    scope.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
    healthRoutes(scope, deps);
    modelRoutes(scope, deps);
    inferRoutes(scope, deps);
    repositoryRoutes(scope, deps);
    done();
  });
}
