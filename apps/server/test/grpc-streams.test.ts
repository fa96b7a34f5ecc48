/** Calls in a stream: answered in order, each with its own errors, and taken back together. */
import { describe, expect, it, vi } from 'vitest';
import { begun, requestTo, useGrpcApps } from './support/grpc-app.js';

const start = useGrpcApps();

describe('streams', () => {
  it('answer in order, go on after an error, and end with their client', async () => {
    const app = await start();
    const stream = app.client.stream();
    const answers: Record<string, unknown>[] = [];
    const ended = new Promise<void>((resolve, reject) =>
      stream
        .on('data', (answer: Record<string, unknown>) => answers.push(answer))
        .on('end', resolve)
        .on('error', reject),
    );
    const ids = Array.from({ length: 20 }, (_, index) => String(index));
    for (const id of ids) stream.write({ ...requestTo(id === '7' ? 'none' : 'double'), id });
    stream.end();
    await ended;
    expect(answers).toHaveLength(20);
    const [seventh] = answers.splice(7, 1);
    expect(seventh).toMatchObject({
      error_message: 'There is no model "none". (server/not-found)',
      infer_response: { id: '7', outputs: [] },
    });
    expect(answers.map(({ infer_response }) => (infer_response as { id: string }).id)).toEqual(
      ids.filter((id) => id !== '7'),
    );
    const parameters = { triton_final_response: { bool_param: true } };
    expect(answers[0]).toMatchObject({ error_message: '', infer_response: { parameters } });
  });

  it('take their calls back when they are cancelled', async () => {
    const app = await start();
    const stream = app.client.stream();
    stream.on('error', () => undefined);
    stream.write(requestTo('slow'));
    const signal = await begun(app);
    stream.cancel();
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });
});
