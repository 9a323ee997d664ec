import { AuditLogModule } from '@gatehouse/audit';
import { KeysModule, ListSigningKeys, RevokeSigningKey, RotateSigningKey, SigningKeyEntity } from '@gatehouse/keys';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

const USAGE = 64;
/** An operator rather waits than tries again, also for the lock of a replica that died. */
const LOCK_WAIT_MS = 60_000;
const needs = { modules: [AuditLogModule, KeysModule], entities: [SigningKeyEntity] };

export const listKeys: Command = {
  name: 'keys list',
  summary: 'The keys that sign tokens, newest first',
  async run() {
    const keys = await withContext(needs, (context) => context.get(ListSigningKeys).execute());
    console.table(
      keys.map(({ kid, algorithm, status, createdAt, activatesAt, expiresAt }) => ({
        kid,
        algorithm,
        status,
        created: createdAt.toISOString(),
        activates: activatesAt.toISOString(),
        expires: expiresAt?.toISOString() ?? '',
      })),
    );
    return 0;
  },
};

export const rotateKey: Command = {
  name: 'keys rotate',
  summary: 'Switch to the next signing key, now or as soon as verifiers can have it: keys rotate [REASON]',
  async run(words) {
    const reason = words.join(' ');
    const rotation = await withContext(needs, (context) =>
      context.get(RotateSigningKey).execute(reason === '' ? undefined : reason, LOCK_WAIT_MS),
    );
    const { outcome, current, next } = rotation;
    const result = { outcome, current: current.kid, next: next?.kid, nextActivatesAt: next?.activatesAt };
    console.log(JSON.stringify(result, undefined, 2));
    return 0;
  },
};

export const revokeKey: Command = {
  name: 'keys revoke',
  summary: 'Revoke a key that may be compromised, and its tokens, immediately: keys revoke KID REASON',
  async run([kid, ...words]) {
    if (kid === undefined || words.length === 0) {
      console.error(this.summary);
      return USAGE;
    }
    const { status } = await withContext(needs, (context) =>
      context.get(RevokeSigningKey).execute(kid, words.join(' ')),
    );
    console.log(status);
    return 0;
  },
};
