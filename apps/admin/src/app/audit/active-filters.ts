import { cutMiddle } from '../ui/copy-text.ts';
import { isUuid } from '../ui/uuid.ts';
import type { AuditFilter } from './audit-filter.ts';
import type { NameOf } from './entry-words.ts';
import { categoryName, eventName, outcome } from './event-names.ts';

/** One part of a filter in words, and the change that takes it away. */
export interface ActiveFilter {
  readonly label: string;
  readonly removeLabel: string;
  readonly without: AuditFilter;
}

export function activeFilters(filter: AuditFilter, nameOf: NameOf): readonly ActiveFilter[] {
  const found: { label: string; without: AuditFilter }[] = [];
  const named = (given: string) => nameOf(given) ?? (isUuid(given) ? short(given) : given);
  const add = (value: string | undefined, label: (value: string) => string, without: AuditFilter) => {
    if (value) found.push({ label: label(value), without });
  };
  for (const type of filter.type ?? [])
    add(type, eventName, { type: (filter.type ?? []).filter((other) => other !== type) });
  add(filter.category, categoryName, { category: undefined });
  add(filter.status, (value) => outcome(value).name, { status: undefined });
  add(filter.actor, (value) => $localize`By ${named(value)}:ID:`, { actor: undefined });
  add(filter.resourceType, (value) => $localize`Kind ${value}:KIND:`, { resourceType: undefined });
  add(filter.resource, (value) => $localize`On ${named(value)}:ID:`, { resource: undefined });
  add(filter.ip, (value) => $localize`From ${value}:ADDRESS:`, { ip: undefined });
  add(filter.requestId, (value) => $localize`Request ${short(value)}:ID:`, { requestId: undefined });
  add(filter.sessionId, (value) => $localize`Session ${short(value)}:ID:`, { sessionId: undefined });
  add(filter.text, (value) => $localize`Words “${value}:WORDS:”`, { text: undefined });
  add(filter.from, (value) => $localize`Since ${moment(value)}:TIME:`, { from: undefined });
  add(filter.to, (value) => $localize`Before ${moment(value)}:TIME:`, { to: undefined });
  if (filter.routine === 'true') add(filter.routine, () => $localize`With routine`, { routine: undefined });
  return found.map((one) => ({ ...one, removeLabel: $localize`Remove the filter: ${one.label}:FILTER:` }));
}

const short = (id: string): string => cutMiddle(id, 13);
const moment = (local: string): string => local.replace('T', ' ');
