import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { AdvanceSigningKeys } from '../use-cases/advance-signing-keys.ts';
import type { PurgeSigningKeys } from '../use-cases/purge-signing-keys.ts';
import { KeysSchedule } from './keys.schedule.ts';

beforeAll(() => Logger.overrideLogger(false));

function scheduleWith(advance: () => Promise<string>, purge: () => Promise<number> = () => Promise.resolve(0)) {
  const [advancing, purging] = [vi.fn(advance), vi.fn(purge)];
  const schedule = new KeysSchedule(
    { execute: advancing } as unknown as AdvanceSigningKeys,
    { execute: purging } as unknown as PurgeSigningKeys,
  );
  return { schedule, advancing, purging };
}

describe('the schedule of the keys', () => {
  it('looks when the process starts, and a failure does not keep it from starting', async () => {
    const { schedule, advancing } = scheduleWith(() => Promise.reject(new Error('Postgres is unavailable')));
    await expect(schedule.onApplicationBootstrap()).resolves.toBeUndefined();
    await schedule.advance();
    expect(advancing).toHaveBeenCalledTimes(2);
  });

  it('begins no second look while the first one lasts', async () => {
    const first = Promise.withResolvers<string>();
    const { schedule, advancing } = scheduleWith(() => first.promise);
    const looks = [schedule.advance(), schedule.advance()];
    first.resolve('idle');
    await Promise.all(looks);
    expect(advancing).toHaveBeenCalledTimes(1);
    await schedule.advance();
    expect(advancing).toHaveBeenCalledTimes(2);
  });

  it('leaves the clean-up to its own time', async () => {
    const { schedule, purging } = scheduleWith(() => Promise.resolve('idle'));
    await schedule.advance();
    expect(purging).not.toHaveBeenCalled();
    await schedule.purge();
    expect(purging).toHaveBeenCalledTimes(1);
  });
});
