import { randomUUID } from 'node:crypto';
import { UnitOfWork } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { FakeAlertSink, FakeAuditTrail } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresClientSecretUpkeep } from '../../persistence/postgres-client-secret-upkeep.ts';
import { type Replica, type ClientsFixture, startClients } from '../../clients.fixture.ts';
import { PurgeClientSecrets } from './purge-client-secrets.ts';
import { WarnOfExpiringSecrets } from './warn-of-expiring-secrets.ts';

let fixture: ClientsFixture;
let replicas: readonly [Replica, Replica];
let admin: string;
beforeAll(async () => {
  fixture = await startClients();
  replicas = [await fixture.replica(), await fixture.replica()];
  admin = await fixture.adminToken();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  fixture.clock.set(new Date());
  await fixture.db.owner.query('TRUNCATE service_accounts CASCADE');
});

/** What a worker has, on the connections of a replica. */
function worker({ app }: Replica) {
  const unitOfWork = app.get(UnitOfWork);
  const alerts = new FakeAlertSink(unitOfWork);
  const audit = new FakeAuditTrail(unitOfWork);
  const upkeep = new PostgresClientSecretUpkeep(app.get(Database));
  const warn = new WarnOfExpiringSecrets(upkeep, unitOfWork, audit, alerts, fixture.clock);
  const purge = new PurgeClientSecrets(upkeep, unitOfWork, audit, fixture.clock);
  return { alerts, audit, warn, purge };
}

interface Account {
  readonly id: string;
  readonly name: string;
  readonly secrets: readonly { readonly id: string }[];
}

async function newAccount(secretLifetimeDays: number): Promise<Account> {
  const json = { name: randomUUID(), scopes: ['settings:list'], secretLifetimeDays };
  const { status, body } = await replicas[0].call('/service-accounts', { token: admin, json });
  expect(status).toBe(201);
  return body.account as Account;
}
const secretOf = ({ secrets }: Account) => secrets[0]?.id;
const manage = (path: string, method: string) =>
  replicas[0].call(`/service-accounts/${path}`, { method, token: admin });

describe('a secret that nobody uses', () => {
  it('is told of once at 14, 7 and 1 days before its end, as an alert and in the audit log', async () => {
    const account = await newAccount(90);
    const { warn, alerts, audit } = worker(replicas[0]);
    const said: string[] = [];
    for (let day = 1; day <= 91; day += 1) {
      fixture.clock.advance({ days: 1 });
      const before = audit.entries.length;
      if ((await warn.execute()) > 0)
        said.push(`day ${day}: ${JSON.stringify(audit.entries[before]?.details?.['days'])} days left`);
      expect(await warn.execute()).toBe(0);
    }
    expect(said).toEqual(['day 76: 14 days left', 'day 83: 7 days left', 'day 89: 1 days left']);
    expect(alerts.alerts.map(({ severity, dedupeKey }) => [severity, dedupeKey])).toEqual(
      ['warning', 'warning', 'critical'].map((severity) => [severity, `client-secret-expiring:${secretOf(account)}`]),
    );
    expect(audit.entries).toMatchObject(
      [1, 2, 3].map(() => ({ type: 'secret_expiring', resource: { type: 'service_account', id: account.id } })),
    );
  });

  it('is told of once only when two workers look at the same moment', async () => {
    for (let count = 0; count < 5; count += 1) await newAccount(5);
    const workers = replicas.map(worker);
    const counts = await Promise.all(workers.flatMap(({ warn }) => [warn.execute(), warn.execute(), warn.execute()]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(workers.flatMap(({ alerts }) => alerts.alerts)).toHaveLength(5);
  });

  it('is told of again when its alert or its entry could not be written', async () => {
    await newAccount(5);
    const { warn, audit, alerts } = worker(replicas[0]);
    alerts.failNext();
    await expect(warn.execute()).rejects.toThrow('alerts cannot be written');
    audit.failNext();
    await expect(warn.execute()).rejects.toThrow('the audit log is unavailable');
    expect([alerts.alerts, audit.entries]).toEqual([[], []]);
    expect(await warn.execute()).toBe(1);
  });

  it('is not told of while its account is shut out, nor when it was revoked', async () => {
    const [disabled, revoked] = [await newAccount(5), await newAccount(5)];
    await manage(`${disabled.id}/disable`, 'POST');
    await manage(`${revoked.id}/secrets/${secretOf(revoked)}`, 'DELETE');
    const { warn } = worker(replicas[0]);
    expect(await warn.execute()).toBe(0);
    await manage(`${disabled.id}/enable`, 'POST');
    expect(await warn.execute()).toBe(1);
  });
});

describe('a secret that ended', () => {
  const rows = async () => {
    const { rows: left } = await fixture.db.owner.query<{ id: string }>('SELECT id FROM service_account_secrets');
    return left.map(({ id }) => id);
  };

  it('is kept for 30 days, then deleted by one worker, with an entry', async () => {
    const [live, expired, revoked] = [await newAccount(180), await newAccount(10), await newAccount(180)];
    await manage(`${revoked.id}/secrets/${secretOf(revoked)}`, 'DELETE');
    const workers = replicas.map(worker);
    const purged = async () => {
      const counts = await Promise.all(workers.map(({ purge }) => purge.execute()));
      return counts.reduce((sum, count) => sum + count, 0);
    };
    fixture.clock.advance({ days: 30 });
    expect(await purged()).toBe(0);
    fixture.clock.advance({ seconds: 1 });
    expect(await purged()).toBe(1);
    expect(await rows()).toEqual(expect.arrayContaining([secretOf(live), secretOf(expired)]));
    fixture.clock.advance({ days: 10 });
    expect(await purged()).toBe(1);
    expect(await rows()).toEqual([secretOf(live)]);
    const entries = workers.flatMap(({ audit }) => audit.entries);
    expect(entries.map(({ type, details }) => [type, details?.['secretId']])).toEqual(
      expect.arrayContaining([
        ['secret_deleted', secretOf(expired)],
        ['secret_deleted', secretOf(revoked)],
      ]),
    );
  });

  it('stays when the audit log cannot take the entry', async () => {
    await newAccount(1);
    fixture.clock.advance({ days: 32 });
    const { purge, audit } = worker(replicas[0]);
    audit.failNext();
    await expect(purge.execute()).rejects.toThrow('the audit log is unavailable');
    expect(await rows()).toHaveLength(1);
  });
});
