import { GatehouseError } from '@gatehouse/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ENVELOPE_BYTES, MeteredBody } from './metered-body.ts';

describe('MeteredBody', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function meter(limits: Partial<{ maxBytes: number; idleMs: number; minBytesPerSecond: number }> = {}) {
    const body = new MeteredBody({}, { maxBytes: 1000, idleMs: 10_000, minBytesPerSecond: 10, ...limits });
    let failure: unknown;
    body.on('error', (error) => (failure = error));
    body.resume();
    return { body, code: () => (failure instanceof GatehouseError ? failure.code : failure) };
  }

  it('fails with the first byte over the limit of the file and the room around it', async () => {
    const { body, code } = meter();
    body.write(Buffer.alloc(1000 + ENVELOPE_BYTES));
    await vi.advanceTimersByTimeAsync(1);
    expect(code()).toBeUndefined();
    body.write(Buffer.alloc(1));
    await vi.advanceTimersByTimeAsync(1);
    expect(code()).toBe('UPLOAD_TOO_LARGE');
  });

  it('fails when nothing comes for longer than the idle timeout', async () => {
    const { body, code } = meter({ minBytesPerSecond: 1 });
    body.write(Buffer.alloc(500));
    await vi.advanceTimersByTimeAsync(9000);
    expect(code()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(3000);
    expect(code()).toBe('UPLOAD_TOO_SLOW');
  });

  it('fails when bytes drip in more slowly than the minimum', async () => {
    const { body, code } = meter();
    for (let second = 0; second < 13; second += 1) {
      body.write(Buffer.alloc(5));
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(code()).toBe('UPLOAD_TOO_SLOW');
  });

  it('lets a steady body take its time', async () => {
    const { body, code } = meter({ maxBytes: 10_000 });
    for (let second = 0; second < 60; second += 1) {
      body.write(Buffer.alloc(20));
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(code()).toBeUndefined();
  });

  it('does not blame the client while we do not read', async () => {
    const body = new MeteredBody({}, { maxBytes: 1e9, idleMs: 1000, minBytesPerSecond: 1 });
    let failure: unknown;
    body.on('error', (error) => (failure = error));
    body.write(Buffer.alloc(200_000));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(failure).toBeUndefined();
    body.destroy();
  });

  it('stops its clock when the body has ended', async () => {
    const { body, code } = meter();
    body.end(Buffer.alloc(10));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(code()).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });
});
