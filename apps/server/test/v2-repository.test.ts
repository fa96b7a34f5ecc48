/** The model repository over HTTP: what there is, and loading and unloading where callers may. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startV2App, type V2App } from './support/v2-app.js';

let app: V2App;
beforeEach(async () => {
  app = await startV2App();
});
afterEach(() => app.close());

describe('repository', () => {
  it('lists its models, or only those that are ready', async () => {
    const [status, all] = await app.post('/v2/repository/index', '');
    expect([status, all]).toEqual([200, app.repository.index(false)]);
    expect(await app.post('/v2/repository/index', { ready: true })).toEqual([
      200,
      app.repository.index(true),
    ]);
    expect(await app.post('/v2/repository/index', { ready: 1 })).toMatchObject([
      400,
      { code: 'server/request' },
    ]);
    expect(await app.post('/v2/repository/index', '[')).toMatchObject([400, { code: 'server/json' }]);
  });

  it('loads and unloads', async () => {
    expect(await app.post('/v2/repository/models/double/load', '{}')).toEqual([200, {}]);
    const parameters = { unload_dependents: false };
    expect(await app.post('/v2/repository/models/double/unload', { parameters })).toEqual([200, {}]);
    expect(app.repository.told).toEqual(['load double', 'unload double']);
  });

  it('takes no model from a caller', async () => {
    for (const parameters of [{ config: '{}' }, { 'file:1/model.onnx': 'AAAA' }]) {
      const refused = app.post('/v2/repository/models/double/load', { parameters });
      expect(await refused).toMatchObject([501, { code: 'server/not-enabled' }]);
    }
    expect(app.repository.told).toEqual([]);
  });

  it('passes on that callers may not', async () => {
    const closed = await startV2App({ open: false });
    const response = await fetch(`${closed.address}/v2/repository/models/double/load`, { method: 'POST' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'server/forbidden' });
    await closed.close();
  });
});
