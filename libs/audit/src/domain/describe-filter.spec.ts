import { FakeSensitiveDigest } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { describeFilter } from './describe-filter.ts';

const digest = new FakeSensitiveDigest();

describe('describeFilter', () => {
  it('tells ids, addresses and names of known form as they are', () => {
    const filter = {
      actor: '01890a5d-ac96-774b-bcce-b302099a8057',
      resourceType: 'service_account',
      ip: '2001:db8::1',
      category: 'security' as const,
      types: ['auth_failure' as const],
      from: '2026-01-01T00:00:00Z',
    };
    expect(describeFilter({ ...filter, requestId: undefined }, digest)).toStrictEqual(filter);
  });

  it('tells the longest name of a resource, ids in capitals, and times', () => {
    const filter = { resourceType: 'a'.repeat(32), actor: '01890A5D-AC96-774B-BCCE-B302099A8057', ip: '192.0.2.1' };
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

  it.each(['actor', 'resourceType', 'resourceId', 'ip', 'requestId', 'sessionId', 'text'] as const)(
    'tells no %s that may be a secret',
    (name) => {
      const described = describeFilter({ [name]: 'Correct-Horse 9' }, digest);
      expect(described).toEqual({ [name]: digest.of('Correct-Horse 9', 'audit-search') });
      expect(JSON.stringify(described)).not.toContain('Correct-Horse');
    },
  );
});
