import { get, type IncomingMessage } from 'node:http';
import { TokenIssuer } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeApi, type WholeApi } from './whole-api.fixture.ts';

let api: WholeApi;
let authorization: string;
const ENTRIES = 3500;

beforeAll(async () => {
  api = await startWholeApi();
  const { token } = await api.app.get(TokenIssuer).issue({
    subject: '0192f0c1-2345-7abc-8def-0123456789ab',
    kind: 'user',
    role: 'auditor',
    scope: '',
    sessionId: 's1',
  });
  authorization = `Bearer ${token}`;
  await Promise.all(
    Array.from({ length: ENTRIES }, (_, index) =>
      api.trail.recordAlone({
        type: 'auth_failure',
        action: 'login',
        status: 'failure',
        reason: { given: index === 7 ? '=HYPERLINK("http://evil")' : 'wrong password' },
        details: { number: index, filler: 'x'.repeat(2000) },
      }),
    ),
  );
});
afterAll(() => api.close());

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${api.url}/api/audit${path}`, { ...init, headers: { authorization } });
const json = async (path: string) => (await (await ask(path)).json()) as Record<string, unknown>;

async function recorded(
  type: string,
): Promise<{ action: string; status: string; reason: string; details: Record<string, unknown> }[]> {
  const { rows } = await api.database.owner.query(
    'SELECT action, status, reason, details FROM audit_logs WHERE event_type = $1 ORDER BY id',
    [type],
  );
  return rows as never;
}

describe('searching over HTTP', () => {
  it('takes several types, and says what is wrong with a filter', async () => {
    const page = (await json('?type=auth_failure&type=logout&text=WRONG&limit=2')) as {
      items: { type: string }[];
      nextCursor: string;
    };
    expect(page.items.map(({ type }) => type)).toEqual(['auth_failure', 'auth_failure']);
    const next = (await json(
      `?type=auth_failure&type=logout&text=WRONG&limit=2&cursor=${page.nextCursor}`,
    )) as typeof page;
    expect(next).toMatchObject({ previousCursor: expect.any(String) as string });
    for (const [query, pointer] of [
      ['type=nothing', '/type'],
      ['text=...', '/text'],
      ['ip=' + 'x'.repeat(65), '/ip'],
      ['from=yesterday', '/from'],
      ['to=2026-02-30T00:00:00Z', '/to'],
      ['to=2026-01-31T12:00:00', '/to'],
    ] as const)
      expect(await json(`?${query}`)).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer }] });
    expect(await json('?cursor=forged')).toMatchObject({ code: 'INVALID_CURSOR' });
  });

  it('takes a time as any program writes it, and a plus that was not escaped', async () => {
    const numbers = async (query: string) =>
      ((await json(`?type=auth_failure&limit=5&${query}`)) as { items: { details: { number: number } }[] }).items.map(
        ({ details }) => details.number,
      );
    const [entry] = ((await json('?type=auth_failure&limit=1')) as { items: { timestamp: string }[] }).items;
    const newest = await numbers('');
    const [second, micros] = (entry?.timestamp ?? '').slice(0, -1).split('.');
    for (const zone of ['Z', '+00:00', '%2B00:00', '+00', '%2B0000', '-00:00[UTC]']) {
      expect(await numbers(`from=${second}.${micros}000${zone}`)).toEqual(newest.slice(0, 1));
      expect(await numbers(`to=${second}.${micros}000${zone}`)).toEqual(await numbers(`to=${second}.${micros}Z`));
      expect(await numbers(`from=${second}.${micros}001${zone}`)).toEqual([]);
    }
    expect(await numbers(`from=2026-01-01+00:00Z`)).toEqual(newest);
    const { filter } = (await recorded('audit_read')).at(-1)?.details as { filter: { from: string } };
    expect(filter.from).toBe('2026-01-01T00:00:00.000000Z');
  });

  it('finds an address however it is written', async () => {
    const count = async (ip: string) =>
      ((await json(`?type=audit_read&ip=${ip}`)) as { items: unknown[] }).items.length;
    await json('?status=denied');
    const found = await count('127.0.0.1');
    expect(found).toBeGreaterThan(0);
    expect(await count('::ffff:127.0.0.1')).toBeGreaterThanOrEqual(found);
    expect(await count('::FFFF:7f00:1')).toBeGreaterThanOrEqual(found);
    expect(await count('::ffff:127.0.0.2')).toBe(0);
  });

  it('is on record once for a question, however often the page asks it', async () => {
    const before = (await recorded('audit_read')).length;
    for (let turn = 0; turn < 3; turn++) await json('?status=denied&text=hunter2');
    const reads = await recorded('audit_read');
    expect(reads.length).toBe(before + 1);
    expect(reads.at(-1)?.details).toMatchObject({
      filter: { status: 'denied', text: expect.stringMatching(/^hmac:/) as string },
    });
  });

  it('shows one entry with its signature and what it says about it', async () => {
    const { items } = (await json('?type=auth_failure&limit=1')) as { items: { id: string }[] };
    const id = items[0]?.id ?? '';
    const entry = await json(`/${id}`);
    expect(entry).toMatchObject({
      id,
      type: 'auth_failure',
      tenant: null,
      signatureState: { state: 'valid', detail: null },
    });
    expect(JSON.parse(entry['canonical'] as string)).toMatchObject({ id, event_type: 'auth_failure' });
    const client = await api.database.owner.connect();
    await client.query('BEGIN; ALTER TABLE audit_logs DISABLE TRIGGER USER');
    await client.query(`UPDATE audit_logs SET reason = 'nothing happened' WHERE id = $1`, [id]);
    await client.query('ALTER TABLE audit_logs ENABLE TRIGGER USER; COMMIT');
    client.release();
    expect(await json(`/${id}`)).toMatchObject({
      reason: 'nothing happened',
      signatureState: { state: 'COLUMN_MISMATCH', detail: 'changed: reason' },
    });
    for (const missing of ['999999999', 'nothing', '1e3', '-1'])
      expect(await json(`/${missing}`)).toMatchObject({ status: 404, code: 'AUDIT_ENTRY_NOT_FOUND' });
  });
});

describe('exporting over HTTP', () => {
  it('gives CSV as a file that no cache keeps and no spreadsheet runs', async () => {
    const response = await ask('/export?format=csv&type=auth_failure');
    expect([response.status, response.headers.get('cache-control'), response.headers.get('content-type')]).toEqual([
      200,
      'no-store',
      'text/csv; charset=utf-8; header=present',
    ]);
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="gatehouse-audit-\d{4}-\d\d-\d\d-\d{6}\.csv"$/,
    );
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(ENTRIES + 1);
    expect(lines.filter((line) => line.includes('evil'))).toEqual([
      expect.stringContaining(`,"'=HYPERLINK(""http://evil"")",`),
    ]);
  });

  it('gives a browser that calls itself a formula as text, however its reader separates the cells', async () => {
    const browsers = ['Mozilla;=1+1', '=1+1;=1+2', '=1+2";=1+2', '@SUM(1)|-1'];
    for (const [index, browser] of browsers.entries())
      await fetch(`${api.url}/api/audit?text=browser${index}`, { headers: { authorization, 'user-agent': browser } });
    const text = await (await ask('/export?format=csv&type=audit_read')).text();
    for (const harmless of ["Mozilla;'=1+1", "'=1+1;'=1+2", `"'=1+2"";'=1+2"`, "'@SUM(1)|'-1"])
      expect(text).toContain(`,${harmless},`);
    const exact = await (await ask('/export?format=ndjson&type=audit_read')).text();
    for (const browser of browsers) expect(exact).toContain(`"userAgent":${JSON.stringify(browser)}`);
  });

  it('ends NDJSON with a summary, and is on record from its start to its end', async () => {
    const text = await (await ask('/export?format=ndjson&text=wrong')).text();
    const lines = text.trimEnd().split('\n');
    // one entry has another reason, one was changed above
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ summary: { complete: true, rows: ENTRIES - 2 } });
    expect(lines).toHaveLength(ENTRIES - 1);
    expect((await recorded('audit_exported')).slice(-2)).toMatchObject([
      { action: 'start', status: 'success', details: { format: 'ndjson' } },
      { action: 'finish', status: 'success', details: { rows: ENTRIES - 2 } },
    ]);
  });

  it('answers HEAD without exporting, and refuses other formats', async () => {
    const before = (await recorded('audit_exported')).length;
    const head = await ask('/export?format=csv', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    expect(await json('/export?format=xlsx')).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await recorded('audit_exported')).toHaveLength(before);
  });

  it('stops reading when the client leaves, and records how far it came', async () => {
    const before = (await recorded('audit_exported')).length;
    await new Promise<void>((resolve, reject) => {
      const request = get(`${api.url}/api/audit/export?format=ndjson`, { headers: { authorization } }, (response) => {
        response.once('data', () => {
          request.destroy();
          resolve();
        });
      });
      request.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve() : reject(error)));
    });
    await expect.poll(async () => (await recorded('audit_exported')).length).toBe(before + 2);
    const last = (await recorded('audit_exported')).at(-1);
    expect(last).toMatchObject({ action: 'finish', status: 'failure', reason: 'connection_closed' });
    expect(last?.details['rows']).toBeLessThan(ENTRIES);
  });

  it('breaks the connection when reading fails in the middle', async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) =>
      get(`${api.url}/api/audit/export?format=ndjson`, { headers: { authorization } }, resolve).on('error', reject),
    );
    expect(response.statusCode).toBe(200);
    response.pause(); // the server waits for its reader now
    await api.database.owner.query('ALTER TABLE audit_logs RENAME TO audit_logs_away');
    let text = '';
    const outcome = await new Promise<string>((resolve) => {
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response
        .on('end', () => resolve('ended'))
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      response.resume();
    });
    await api.database.owner.query('ALTER TABLE audit_logs_away RENAME TO audit_logs');
    expect(outcome).toBe('ECONNRESET');
    expect(text).not.toContain('"summary"');
  });
});
