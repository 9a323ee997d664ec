import { AUDIT_EVENTS, type AuditEntry } from '@gatehouse/api-client';
import { unknownQualifier } from '../ui/filter-words.ts';
import type { Qualifier } from '../ui/filter-words.ts';
import { isQuoteOpen } from './audit-filter.ts';
import { actorId } from './entry-words.ts';
import { eventName } from './event-names.ts';

/** What the log can be filtered by, with the names that the shown entries have. */
export function auditQualifiers(
  entries: readonly AuditEntry[],
  nameOf: (id: string) => string | undefined,
): readonly Qualifier[] {
  const actors = entries.flatMap((entry) => nameOf(actorId(entry) ?? '') ?? []);
  const kinds = entries.flatMap(({ resourceType }) => resourceType ?? []);
  return [
    { name: 'actor', meaning: $localize`Who did it`, example: 'ada', values: distinct(actors) },
    { name: 'resource', meaning: $localize`What it was done to`, example: 'smtp.password' },
    { name: 'kind', meaning: $localize`Kind of what it was done to`, values: distinct(kinds) },
    {
      name: 'type',
      meaning: $localize`Event`,
      values: AUDIT_EVENTS.map((value) => ({ value, meaning: eventName(value) })),
    },
    { name: 'ip', meaning: $localize`Address it came from`, example: '203.0.113.7' },
    { name: 'request', meaning: $localize`ID of the request` },
    { name: 'session', meaning: $localize`ID of the session` },
  ];
}

/** What the line cannot mean, in words. What stands in a quote that is still open is being typed. */
export function faultOf(typed: string, qualifiers: readonly Qualifier[]): string {
  const unknown = isQuoteOpen(typed) ? undefined : unknownQualifier(typed, qualifiers);
  if (unknown === undefined) return '';
  const names = qualifiers.map(({ name }) => name).join(', ');
  return $localize`The log has no filter “${unknown}:NAME:”. There are ${names}:NAMES:; put words with a colon in quotes.`;
}

function distinct(values: readonly string[]): readonly { readonly value: string }[] {
  return [...new Set(values)].sort().map((value) => ({ value }));
}
