import { FakeSensitiveDigest } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { describeFilter } from './describe-filter.ts';

const digest = new FakeSensitiveDigest();

describe('describeFilter', () => {
  it('tells ids, addresses and names of known form as they are', () => {
    const filter = {
      resourceType: 'service_account',
      ip: '2001:db8::1',
      category: 'security' as const,
      types: ['auth_failure' as const],
      from: '2026-01-01T00:00:00Z',
      routine: false as const,
    };
    expect(describeFilter({ ...filter, requestId: undefined }, digest)).toStrictEqual(filter);
  });

  it('tells the ids that a name led to, and of very many that they were these', () => {
    const ids = Array.from({ length: 21 }, (_, index) => `01890a5d-ac96-774b-bcce-b302099a80${10 + index}`);
    const kid = 'Correct-Horse 9';
    expect(describeFilter({ actors: ids.slice(0, 1), resourceIds: ids.slice(0, 20) }, digest)).toStrictEqual({
      actor: ids[0],
      resource: ids.slice(0, 20),
    });
    expect(describeFilter({ actors: [kid], resourceIds: [ids[0] ?? '', kid] }, digest)).toStrictEqual({
      actor: digest.of(kid, 'audit-search'),
      resource: [ids[0], digest.of(kid, 'audit-search')],
    });
    expect(describeFilter({ resourceIds: ids }, digest)).toStrictEqual({ resource: digest.of(ids, 'audit-search') });
  });

  it('tells the longest name of a resource, ids in capitals, and times', () => {
    const filter = { resourceType: 'a'.repeat(32), sessionId: '01890A5D-AC96-774B-BCCE-B302099A8057', ip: '192.0.2.1' };
    expect(describeFilter(filter, digest)).toEqual(filter);
    for (const resourceType of ['a'.repeat(33), '', 'a-b', 'A', 'a1', 'a b'])
      expect(describeFilter({ resourceType }, digest)).toEqual({
        resourceType: digest.of(resourceType, 'audit-search'),
      });
  });

  it('tells no words, also not those that look like an id', () => {
    const text = '01890a5d-ac96-774b-bcce-b302099a8057';
    expect(describeFilter({ text }, digest)).toEqual({ text: digest.of(text, 'audit-search') });
  });

  it.each(['resourceType', 'ip', 'requestId', 'sessionId', 'text'] as const)(
    'tells no %s that may be a secret',
    (name) => {
      const described = describeFilter({ [name]: 'Correct-Horse 9' }, digest);
      expect(described).toEqual({ [name]: digest.of('Correct-Horse 9', 'audit-search') });
      expect(JSON.stringify(described)).not.toContain('Correct-Horse');
    },
  );
});
