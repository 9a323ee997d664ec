import { FakeAuditTrail, FakeSensitiveDigest, makeAuditRecord } from '@gatehouse/testing';
import { runInRequestContext, currentRequestContext } from '@gatehouse/contracts';
import { describe, expect, it } from 'vitest';
import { FakeAuditSearch } from '../../domain/fake-audit-search.ts';
import { FakeKnownNames } from '../../domain/fake-known-names.ts';
import { ResolveQuestion } from '../search/resolve-question.ts';
import { ExportAuditLog } from './export-audit-log.ts';

function make(count: number) {
  const search = new FakeAuditSearch(Array.from({ length: count }, (_, index) => makeAuditRecord(index + 1)));
  const trail = new FakeAuditTrail();
  const resolve = new ResolveQuestion(new FakeKnownNames([{ party: 'actor', name: 'ada', id: 'u1' }]), search);
  return { search, trail, use: new ExportAuditLog(search, trail, new FakeSensitiveDigest(), resolve) };
}

async function collect(chunks: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

const acts = (trail: FakeAuditTrail) =>
  trail.entries.map(({ action, status, reason, details }) => [action, status, reason, details?.['rows']]);

describe('an export', () => {
  it('holds every entry once, oldest first, and tells at its end that it is whole', async () => {
    const { use, trail } = make(2500);
    const text = (await collect(await use.execute({}, 'ndjson'))).join('');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id?: string; summary?: object });
    expect(lines.slice(0, -1).map(({ id }) => Number(id))).toEqual(
      Array.from({ length: 2500 }, (_, index) => index + 1),
    );
    expect(lines.at(-1)).toEqual({ summary: { complete: true, rows: 2500, upTo: '2500' } });
    expect(acts(trail)).toEqual([
      ['start', 'success', undefined, undefined],
      ['finish', 'success', undefined, 2500],
    ]);
  });

  it('takes names, and begins nothing for a name that nobody has', async () => {
    const { use, search, trail } = make(3);
    await collect(await use.execute({ actor: 'ada' }, 'ndjson'));
    expect(search.steps.map(({ filter }) => filter)).toEqual([{ actors: ['u1'] }]);
    await expect(use.execute({ actor: 'adda' }, 'ndjson')).rejects.toMatchObject({ code: 'ACTOR_UNKNOWN' });
    expect(trail.entries).toHaveLength(2);
  });

  it('of nothing is a head and an end', async () => {
    const { use } = make(0);
    expect((await collect(await use.execute({}, 'csv'))).join('')).toMatch(/^id,timestamp,.*signature\r\n$/);
    const ndjson = await collect(await make(0).use.execute({}, 'ndjson'));
    expect(ndjson.join('')).toBe('{"summary":{"complete":true,"rows":0,"upTo":null}}\n');
  });

  it('reads no further than it is taken', async () => {
    const { use, search } = make(5000);
    const lines = await use.execute({}, 'csv');
    await lines.next();
    await lines.next();
    expect(search.steps).toHaveLength(1);
    await lines.next();
    expect(search.steps).toHaveLength(2);
  });

  it('records how far it came when the receiver leaves, in the context of its request', async () => {
    const { use, trail } = make(5000);
    const seen: (string | undefined)[] = [];
    const recordAlone = trail.recordAlone.bind(trail);
    trail.recordAlone = (entry) => {
      seen.push(currentRequestContext()?.requestId);
      return recordAlone(entry);
    };
    const lines = await runInRequestContext({ requestId: 'r1' }, () => use.execute({}, 'csv'));
    await lines.next();
    await lines.next();
    await lines.next();
    await lines.return();
    expect(acts(trail).at(-1)).toEqual(['finish', 'failure', 'connection_closed', 1000]);
    expect(seen).toEqual(['r1', 'r1']);
  });

  it('fails for its receiver when reading fails in the middle, and never sends its end', async () => {
    const { use, search, trail } = make(2500);
    const lines = await use.execute({}, 'ndjson');
    const received: string[] = [];
    search.failure = new Error('gone');
    await expect(
      (async () => {
        for await (const chunk of lines) received.push(chunk);
      })(),
    ).rejects.toThrow('gone');
    expect(received.join('')).not.toContain('summary');
    expect(acts(trail).at(-1)).toEqual(['finish', 'failure', 'export_failed', 1000]);
  });

  it('sends nothing when its start cannot be recorded', async () => {
    const { use, trail } = make(10);
    trail.recordAlone = () => Promise.reject(new Error('no database'));
    await expect(use.execute({}, 'csv')).rejects.toThrow('no database');
  });

  it('does not end well when its end cannot be recorded', async () => {
    const { use, trail } = make(10);
    const lines = await use.execute({}, 'ndjson');
    trail.recordAlone = () => Promise.reject(new Error('no database'));
    await expect(collect(lines)).rejects.toThrow('no database');
  });
});
