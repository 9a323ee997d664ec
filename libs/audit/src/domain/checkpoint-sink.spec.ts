import { describe, expect, it } from 'vitest';
import { NoCheckpointSink } from './checkpoint-sink.ts';

describe('an installation without a second place', () => {
  it('publishes to nobody, and has nothing to compare with', async () => {
    const sink = new NoCheckpointSink();
    expect(sink.configured).toBe(false);
    expect(sink.place).toBe('nowhere');
    await expect(sink.publish()).resolves.toBeUndefined();
    await expect(sink.last()).resolves.toBeUndefined();
  });
});
