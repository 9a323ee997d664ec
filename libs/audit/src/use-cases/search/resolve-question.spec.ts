import { randomUUID } from 'node:crypto';
import { MOST_NAMESAKES } from '@gatehouse/contracts';
import { describe, expect, it } from 'vitest';
import { FakeAuditSearch } from '../../domain/fake-audit-search.ts';
import { FakeKnownNames } from '../../domain/fake-known-names.ts';
import { ResolveQuestion } from './resolve-question.ts';

const names = new FakeKnownNames([
  { party: 'actor', name: 'ada', id: 'user-1' },
  { party: 'resource', name: 'ada', id: 'user-1' },
  { party: 'resource', name: 'scan.pdf', id: 'file-1' },
  { party: 'resource', name: 'scan.pdf', id: 'file-2' },
  ...Array.from({ length: MOST_NAMESAKES }, (_, index) => ({
    party: 'resource' as const,
    name: 'image.jpg',
    id: `image-${index}`,
  })),
]);
const search = new FakeAuditSearch();
search.named.push(
  { party: 'actor', name: 'ada', id: 'service-of-old' },
  { party: 'resource', name: 'kid-1', id: 'kid-1' },
  { party: 'resource', name: 'scan.pdf', id: 'file-2' },
);
const resolve = new ResolveQuestion(names, search);

describe('the names of a question', () => {
  it('become all ids that go by them, each once', async () => {
    expect(await resolve.execute({ actor: 'ada', resource: 'scan.pdf', status: 'denied' })).toStrictEqual({
      actors: ['user-1', 'service-of-old'],
      resourceIds: ['file-1', 'file-2'],
      status: 'denied',
    });
    expect(await resolve.execute({ resource: 'kid-1' })).toStrictEqual({ resourceIds: ['kid-1'] });
    expect(await resolve.execute({ routine: false })).toStrictEqual({ routine: false });
  });

  it('are refused where nothing has them, and the answer says which', async () => {
    await expect(resolve.execute({ actor: 'adda' })).rejects.toMatchObject({
      code: 'ACTOR_UNKNOWN',
      message: 'No user, service account or partner is called "adda". Check the spelling, or use the ID.',
      fields: [{ pointer: '/actor' }],
    });
    // a file does nothing
    await expect(resolve.execute({ actor: 'scan.pdf' })).rejects.toMatchObject({ code: 'ACTOR_UNKNOWN' });
    await expect(resolve.execute({ actor: 'ada', resource: 'scan "2"' })).rejects.toMatchObject({
      code: 'RESOURCE_UNKNOWN',
      message: expect.stringContaining(String.raw`is called "scan \"2\"".`) as string,
      fields: [{ pointer: '/resource' }],
    });
  });

  it('are not looked up where they have the form of an id', async () => {
    const id = randomUUID();
    const before = names.asked.length;
    expect(await resolve.execute({ actor: id.toUpperCase(), resource: id })).toStrictEqual({
      actors: [id],
      resourceIds: [id],
    });
    expect(names.asked).toHaveLength(before);
  });

  it('that too much has are refused, never cut short', async () => {
    const most = await resolve.execute({ resource: 'image.jpg' });
    expect(most.resourceIds).toHaveLength(MOST_NAMESAKES);
    search.named.push({ party: 'resource', name: 'image.jpg', id: 'one-more' });
    await expect(resolve.execute({ resource: 'image.jpg' })).rejects.toMatchObject({
      code: 'AUDIT_SEARCH_TOO_BROAD',
      message: expect.stringContaining('1000') as string,
    });
  });
});
