import { describe, expect, it, vi } from 'vitest';
import { WebhookCheckpointSink } from './webhook-checkpoint-sink.ts';

const URL = 'https://keeper.example/log/secret-part';
const answering = (...statuses: number[]) =>
  vi.fn<typeof fetch>(() => Promise.resolve(new Response(null, { status: statuses.shift() ?? 200 })));

describe('checkpoints sent to an address', () => {
  it('are tried again after a failure', async () => {
    const send = answering(503, 200);
    await new WebhookCheckpointSink(URL, send).publish('note\n');
    expect(send).toHaveBeenCalledTimes(2);
    expect(send.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', body: 'note\n', redirect: 'error' });
  });

  it('fail in words that do not give the address away', async () => {
    const sink = new WebhookCheckpointSink(URL, answering(500, 500, 500));
    await expect(sink.publish('note\n')).rejects.toThrow(
      'could not be sent to https://keeper.example: it responded with 500',
    );
    expect(sink.place).not.toContain('secret-part');
  });

  it('come back from a receiver that keeps them, and are unknown of one that does not', async () => {
    const keeper = vi.fn<typeof fetch>(() => Promise.resolve(new Response('note\n')));
    expect(await new WebhookCheckpointSink(URL, keeper).last()).toBe('note\n');
    for (const status of [204, 404, 405])
      expect(await new WebhookCheckpointSink(URL, answering(status)).last()).toBe(undefined);
    await expect(new WebhookCheckpointSink(URL, answering(500)).last()).rejects.toThrow('cannot be read');
  });
});
