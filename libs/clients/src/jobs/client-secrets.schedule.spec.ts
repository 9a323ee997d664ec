import { Logger } from '@nestjs/common';
import { beforeAll, expect, it, vi } from 'vitest';
import type { PurgeClientSecrets } from '../use-cases/secrets/purge-client-secrets.ts';
import type { WarnOfExpiringSecrets } from '../use-cases/secrets/warn-of-expiring-secrets.ts';
import { ClientSecretsSchedule } from './client-secrets.schedule.ts';

beforeAll(() => Logger.overrideLogger(false));

it('looks when the worker starts, and neither failure keeps the other from being tried, nor the worker from starting', async () => {
  const warn = vi.fn(() => Promise.reject(new Error('Postgres is unavailable')));
  const purge = vi.fn(() => Promise.reject(new Error('Postgres is unavailable')));
  const schedule = new ClientSecretsSchedule(
    { execute: warn } as unknown as WarnOfExpiringSecrets,
    { execute: purge } as unknown as PurgeClientSecrets,
  );
  await expect(schedule.onApplicationBootstrap()).resolves.toBeUndefined();
  await schedule.look();
  expect([warn, purge].map(({ mock }) => mock.calls.length)).toEqual([2, 2]);
});
