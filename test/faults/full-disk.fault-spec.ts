import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unwrap } from '@gatehouse/api-client';
import { farRotation, type Gatehouse, makeJpeg, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendFile, type SignedIn, signInAsAdmin, until } from '../e2e/support/session.ts';
import { SmallVolume } from './support/small-volume.ts';

const INTERNALS = /disk|space|device|extend|base\/|53100|relation|insert|audit_logs/i;
const SEGMENT = 16 * 1024 * 1024;

// where nobody may mount a small disk, Postgres is made to say that its disk is full
const disk = await SmallVolume.mount('200m');
const outside = await SmallVolume.mount('1m');
let gatehouse: Gatehouse;
let session: SignedIn;
const acknowledged: string[] = [];

beforeAll(async () => {
  gatehouse = await startGatehouse({
    ownServers: true,
    ...(disk && { postgresFolder: disk.folder }),
    environment: {
      RATE_LIMIT_WRITE: '100000',
      RATE_LIMIT_LOGIN: '100000',
      AUDIT_CHECKPOINT_INTERVAL: '1',
      ...farRotation(),
      ...(outside && { AUDIT_CHECKPOINT_SINK: pathToFileURL(join(outside.folder, 'checkpoints')).href }),
    },
  });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
});
afterAll(async () => {
  disk?.relieve();
  await gatehouse.stop();
  await disk?.unmount();
  await outside?.unmount();
});

const headers = () => ({ authorization: `Bearer ${session.token}`, 'content-type': 'application/json' });

async function createSetting(key: string): Promise<Response> {
  const answer = await fetch(`${gatehouse.baseUrl}/api/secure-settings`, {
    method: 'POST',
    headers: { ...headers(), 'idempotency-key': key },
    body: JSON.stringify({ key, value: 'x'.repeat(500), category: 'test', type: 'string' }),
  });
  if (answer.status === 201) acknowledged.push(key);
  return answer;
}

const failToSignIn = (login: string) =>
  fetch(`${gatehouse.baseUrl}/api/auth/login`, {
    method: 'POST',
    headers: headers(),
    body: JSON.stringify({ login, password: 'not the right one' }),
  });

const readiness = async () => {
  const answer = await fetch(`${gatehouse.baseUrl}/api/health/ready`);
  return { httpStatus: answer.status, ...((await answer.json()) as { status: string }) };
};

async function takeAllRoom(): Promise<void> {
  if (!disk) {
    await gatehouse.owner.query(`
      CREATE FUNCTION refuse_for_room() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER no_room BEFORE INSERT ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_for_room()`);
    return;
  }
  // the journal goes on in the file that it has begun; its end must not come by chance while the disk is full
  await until(journalOffset, (offset) => offset < SEGMENT / 2, 0);
  disk.fill();
}

async function giveRoom(): Promise<void> {
  if (disk) disk.relieve();
  else await gatehouse.owner.query('DROP TRIGGER no_room ON audit_logs; DROP FUNCTION refuse_for_room()');
}

/** Writes a megabyte of journal, which needs no table. @returns where in its file the journal is, in bytes */
async function journalOffset(): Promise<number> {
  const { rows } = await gatehouse.owner.query<{ offset: number }>(
    `SELECT file_offset AS offset FROM pg_logical_emit_message(true, 'test', repeat('x', 1000000)) AS lsn,
            pg_walfile_name_offset(lsn)`,
  );
  return rows[0]?.offset ?? 0;
}

async function expectWholeLog(): Promise<void> {
  const report = async () => {
    const answer = await fetch(`${gatehouse.baseUrl}/api/audit/verify`, {
      headers: { ...headers(), accept: 'application/x-ndjson' },
    });
    const lines = (await answer.text()).trimEnd().split('\n');
    return (JSON.parse(lines.at(-1) ?? '') as { report?: { valid: boolean; treeSize: number; checked: number } })
      .report;
  };
  expect(await report()).toMatchObject({ valid: true });
  // each answered change is there, with its version and its entry; nothing else is
  const { rows } = await gatehouse.owner.query<{ keys: string[]; versions: string[]; entries: string[] }>(`
    SELECT (SELECT array_agg(key ORDER BY key) FROM secure_settings) AS keys,
           (SELECT array_agg(s.key ORDER BY s.key) FROM secure_settings_versions v
              JOIN secure_settings s ON s.id = v.setting_id) AS versions,
           (SELECT array_agg(s.key ORDER BY s.key) FROM audit_logs
              LEFT JOIN secure_settings s ON s.id::text = resource_id
            WHERE event_type = 'setting_created' AND status = 'success') AS entries`);
  const expected = [...acknowledged].sort();
  expect(rows[0]?.keys).toEqual(expected);
  expect(rows[0]?.versions).toEqual(expected);
  expect(rows[0]?.entries).toEqual(expected);
}

describe('while the disk of Postgres is full', () => {
  it('every change is refused whole and in plain words, and all goes on by itself once there is room', async () => {
    expect((await createSetting('before')).status).toBe(201);
    const filesBefore = await gatehouse.storedFiles();
    await takeAllRoom();
    // pages that are there already take some more rows
    const refused: Response[] = [];
    for (let number = 0, inARow = 0; inARow < 20; number += 1) {
      const created = await createSetting(`full-${number}`);
      const signedIn = await failToSignIn(`nobody-${number}`);
      expect([201, 503]).toContain(created.status);
      expect([401, 503]).toContain(signedIn.status);
      const answers = [created, signedIn];
      const away = answers.filter(({ status }) => status === 503);
      refused.push(...away);
      inARow = away.length === answers.length ? inARow + 1 : 0;
    }
    const upload = { bytes: await makeJpeg(), name: 'a.jpg', type: 'image/jpeg' };
    refused.push(await sendFile(gatehouse.baseUrl, session.token, upload));
    refused.push(await fetch(`${gatehouse.baseUrl}/api/keys/rotate`, { method: 'POST', headers: headers() }));
    for (const answer of refused) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      const body = await answer.text();
      expect(JSON.parse(body)).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', status: 503 });
      expect(body).not.toMatch(INTERNALS);
    }
    expect(await gatehouse.storedFiles()).toEqual(filesBefore);
    // what is read is still served
    expect((await unwrap(session.client.GET('/api/auth/me'))).login).toBe('admin');
    if (disk) await expectDegraded();

    await giveRoom();
    expect((await createSetting('full-after')).status).toBe(201);
    const firstRefused = Array.from({ length: 5000 }, (_, number) => `full-${number}`).find(
      (key) => !acknowledged.includes(key),
    );
    expect((await createSetting(firstRefused!)).status).toBe(201);
    expect((await sendFile(gatehouse.baseUrl, session.token, upload)).status).toBe(201);
    await until(readiness, ({ status }) => status === 'ok');
    await expectWholeLog();
  });

  if (disk && outside) {
    it('so that Postgres itself falls, requests are told to come back, and nothing that was answered is lost', async () => {
      disk.fill();
      // the journal needs a new file, and gets none
      await expect(until(journalOffset, () => false, 0)).rejects.toThrow();
      const away = await until(
        () => fetch(`${gatehouse.baseUrl}/api/secure-settings`, { headers: headers() }),
        ({ status }) => status === 503,
      );
      expect(await away.json()).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
      await until(readiness, ({ httpStatus, status }) => httpStatus === 503 && status === 'down');
      expect((await createSetting('fallen')).status).toBe(503);
      disk.relieve();
      await gatehouse.restart('postgres');
      await until(readiness, ({ httpStatus, status }) => httpStatus === 200 && status === 'ok');
      expect((await createSetting('fallen')).status).toBe(201);
      await expectWholeLog();
    });

    it('or that of the checkpoints, the log goes on, tells of it, and brings the newest one out later', async () => {
      const folder = join(outside.folder, 'checkpoints');
      const latest = () => readFileSync(join(folder, 'latest'), 'utf8');
      const inDatabase = async () => {
        const { rows } = await gatehouse.owner.query<{ note: string; number: number }>(
          'SELECT note, number::int FROM audit_checkpoints ORDER BY number DESC LIMIT 1',
        );
        return rows[0]!;
      };
      // the first one comes some seconds after the first entries
      await until(
        async () => (await gatehouse.owner.query('SELECT FROM audit_checkpoints')).rowCount,
        (count) => !!count,
      );
      await until(
        () => Promise.resolve(existsSync(join(folder, 'latest'))),
        (there) => there,
      );
      await until(inDatabase, ({ note }) => note === latest());
      const before = await inDatabase();
      outside.fill();
      // one more may have come out before the volume was full
      const kept = latest();
      let changes = 0;
      const signed = () => createSetting(`outside-${changes++}`).then(inDatabase);
      await until(signed, ({ number }) => number >= before.number + 3);
      expect(latest()).toBe(kept);
      const told = () => Promise.resolve(gatehouse.logOf('worker').includes('audit_checkpoint_unpublished'));
      await until(told, Boolean);
      // each try leaves nothing behind
      const drafts = () => readdirSync(folder).filter((name) => name !== 'latest' && !name.startsWith('notes-'));
      await until(
        () => Promise.resolve(drafts().length),
        (count) => count === 0,
        10,
      );

      outside.relieve();
      await until(inDatabase, ({ note }) => note === latest());
      const logs = readdirSync(folder).filter((name) => name.startsWith('notes-'));
      const notes = logs.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
      expect(notes.endsWith(`${latest()}\n`)).toBe(true);
      // no note is cut, and none came twice
      const { rows } = await gatehouse.owner.query<{ note: string }>('SELECT note FROM audit_checkpoints');
      const whole = rows.filter(({ note }) => notes.includes(note));
      expect(notes.length).toBe(whole.reduce((length, { note }) => length + note.length + 1, 0));
      await expectWholeLog();
    });
  }
});

/** The process is still worth asking: what needs no entry is served. */
async function expectDegraded(): Promise<void> {
  expect(await until(readiness, ({ status }) => status !== 'ok')).toEqual({ httpStatus: 200, status: 'degraded' });
  const { components } = await unwrap(session.client.GET('/api/health'));
  expect(components.find(({ name }) => name === 'postgres')).toMatchObject({
    status: 'degraded',
    detail: expect.stringContaining('53100'),
  });
  await until(
    () => Promise.resolve(gatehouse.logOf('worker')),
    (log) => log.includes('database_cannot_write'),
  );
}
