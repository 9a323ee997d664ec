import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROCESSES = 8;
let gatehouse: Gatehouse;

beforeEach(async () => {
  gatehouse = await startGatehouse({ ownServers: true, worker: false });
  // as if the system had run for hours: the next key is known to everybody
  await gatehouse.owner.query(`UPDATE jwt_keys SET created_at = created_at - interval '5 hours'`);
});
afterEach(() => gatehouse.stop());

function rotate(reason: string): Promise<number | null> {
  const args = ['apps/cli/dist/main.js', 'keys', 'rotate', reason];
  const child = spawn(process.execPath, args, { env: { ...gatehouse.environment }, stdio: 'ignore' });
  return once(child, 'exit').then(([code]) => code as number | null);
}

const statuses = async () =>
  (await gatehouse.owner.query<{ status: string }>('SELECT status FROM jwt_keys ORDER BY status')).rows.map(
    ({ status }) => status,
  );

describe('eight processes that rotate at once', () => {
  it('make one new key while Redis is away', async () => {
    await gatehouse.kill('redis');
    const all = Array.from({ length: PROCESSES }, (_, index) => rotate(`number ${index}`));
    expect(await Promise.all(all)).toEqual(Array(PROCESSES).fill(0));
    expect(await statuses()).toEqual(['current', 'next', 'previous']);
    await gatehouse.restart('redis');
  });
});
