import { expect, it } from 'vitest';
import { suggest } from '../ui/filter-words.ts';
import { auditQualifiers, faultOf } from './audit-qualifiers.ts';

const QUALIFIERS = auditQualifiers([], () => undefined);

it('finds an event by its name for people', () => {
  expect(suggest('type:reveal', 11, QUALIFIERS).map(({ text }) => text)).toEqual(['type:setting_revealed ']);
});

it('says which filter does not exist, but not of what is in quotes or still in one', () => {
  expect(faultOf('who:ada', QUALIFIERS)).toMatch(/no filter “who”.*actor, resource, kind/);
  expect(faultOf('actor:ada "who:ada" resource:"a x:y', QUALIFIERS)).toBe('');
});
