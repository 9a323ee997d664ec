import type { AuditEntry } from '@gatehouse/api-client';
import { CATEGORIES, STATUSES } from './event-names.ts';

/** The filter as it stands in the address. Times are local there ("2026-11-22T08:30"), because people type them. */
export interface AuditFilter {
  readonly category?: string | undefined;
  readonly type?: string | undefined;
  readonly status?: string | undefined;
  readonly actor?: string | undefined;
  readonly requestId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditQuery {
  category?: AuditEntry['category'];
  type?: AuditEntry['type'];
  status?: AuditEntry['status'];
  actor?: string;
  requestId?: string;
  from?: string;
  to?: string;
}

/** What the API is asked; whatever in the address makes no sense is left out. */
export function toQuery(filter: AuditFilter): AuditQuery {
  const query: AuditQuery = {};
  const category = CATEGORIES.find((known) => known === filter.category);
  const status = STATUSES.find((known) => known === filter.status);
  const from = moment(filter.from);
  const to = moment(filter.to);
  if (category !== undefined) query.category = category;
  if (status !== undefined) query.status = status;
  if (filter.type) query.type = filter.type as AuditEntry['type'];
  if (filter.actor) query.actor = filter.actor;
  if (filter.requestId) query.requestId = filter.requestId;
  if (from !== undefined) query.from = from;
  if (to !== undefined) query.to = to;
  return query;
}

/** Reads "type:setting_revealed actor:0190… request:0190…" as people type it. */
export function parseWords(text: string): Pick<AuditFilter, 'type' | 'actor' | 'requestId'> {
  const found: { type?: string; actor?: string; requestId?: string } = {};
  for (const word of text.trim().split(/\s+/)) {
    const colon = word.indexOf(':');
    const name = word.slice(0, colon);
    const value = word.slice(colon + 1);
    if (value === '') continue;
    if (name === 'type') found.type = value;
    else if (name === 'actor') found.actor = value;
    else if (name === 'request') found.requestId = value;
    else if (colon === -1 && /^[0-9a-f-]{36}$/i.test(word)) found.requestId = word;
    else if (colon === -1 && /^[a-z_]+$/.test(word)) found.type = word;
  }
  return found;
}

export function formatWords(filter: AuditFilter): string {
  return [
    filter.type && `type:${filter.type}`,
    filter.actor && `actor:${filter.actor}`,
    filter.requestId && `request:${filter.requestId}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function moment(local: string | undefined): string | undefined {
  if (local === undefined || local === '') return undefined;
  const at = Date.parse(local);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
