import { unwrap } from '@gatehouse/api-client';
import type { Gatehouse } from '@gatehouse/testing';
import type { SignedIn } from './session.ts';

/** As if the system had run for hours: the next key is known to everybody, so that it may take over at once. */
export async function letKeysAge({ owner }: Pick<Gatehouse, 'owner'>): Promise<void> {
  await owner.query(
    `UPDATE jwt_keys SET created_at = created_at - interval '5 hours', activates_at = activates_at - interval '5 hours'
     WHERE status = 'current'`,
  );
  await owner.query(`UPDATE jwt_keys SET created_at = created_at - interval '5 hours' WHERE status = 'next'`);
}

/** Rotates as an administrator does, and says which key signs now. */
export async function rotateKeys({ client }: Pick<SignedIn, 'client'>): Promise<string> {
  const { outcome } = await unwrap(client.POST('/api/keys/rotate', { body: { reason: 'a test of interoperability' } }));
  if (outcome !== 'rotated') throw new Error(`the keys were not rotated: ${outcome}`);
  const { items } = await unwrap(client.GET('/api/keys'));
  return items.find(({ status }) => status === 'current')!.kid;
}
