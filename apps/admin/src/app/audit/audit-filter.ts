import { AUDIT_CATEGORIES, AUDIT_EVENTS, AUDIT_STATUSES, type AuditEntry } from '@gatehouse/api-client';
import { isUuid } from '../ui/uuid.ts';

/** The filter as it stands in the address. Times are local there ("2026-11-22T08:30"), because people type them. */
export interface AuditFilter {
  readonly category?: string | undefined;
  readonly type?: readonly string[] | undefined;
  readonly status?: string | undefined;
  readonly actor?: string | undefined;
  readonly resourceType?: string | undefined;
  readonly resource?: string | undefined;
  readonly ip?: string | undefined;
  readonly requestId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly text?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `true` shows also what the console does by itself. */
  readonly routine?: string | undefined;
}

export interface AuditQuery {
  category?: AuditEntry['category'];
  type?: AuditEntry['type'][];
  status?: AuditEntry['status'];
  actor?: string;
  resourceType?: string;
  resource?: string;
  ip?: string;
  requestId?: string;
  sessionId?: string;
  text?: string;
  from?: string;
  to?: string;
}

/** What is typed before a colon, and what it filters. */
export const WORDS = {
  actor: 'actor',
  kind: 'resourceType',
  resource: 'resource',
  ip: 'ip',
  request: 'requestId',
  session: 'sessionId',
} as const satisfies Record<string, keyof AuditFilter>;
type Word = keyof typeof WORDS;
const NAMES = Object.keys(WORDS) as Word[];

type TypedFilter = Pick<AuditFilter, (typeof WORDS)[Word] | 'type' | 'text'>;

/** What the API is asked; whatever in the address makes no sense is left out. */
export function toQuery(filter: AuditFilter): AuditQuery {
  const query: AuditQuery = {};
  const category = AUDIT_CATEGORIES.find((known) => known === filter.category);
  const status = AUDIT_STATUSES.find((known) => known === filter.status);
  const from = moment(filter.from);
  const to = moment(filter.to);
  if (category !== undefined) query.category = category;
  if (status !== undefined) query.status = status;
  if (filter.type && filter.type.length > 0) query.type = [...filter.type] as AuditEntry['type'][];
  for (const name of Object.values(WORDS)) if (filter[name]) query[name] = filter[name];
  if (filter.text && /[\p{L}\p{N}]/u.test(filter.text)) query.text = filter.text;
  if (from !== undefined) query.from = from;
  if (to !== undefined) query.to = to;
  return query;
}

/** What the console does by itself while somebody is signed in. */
const ROUTINE: readonly string[] = ['token_refreshed', 'audit_read'];

/** Whether routine is left out: unless somebody wants it, asks for it by its type, or for all that one request did. */
export function hidesRoutine({ routine, type, requestId }: AuditFilter): boolean {
  return routine !== 'true' && !requestId && !(type ?? []).some((one) => ROUTINE.includes(one));
}

/** A name with spaces stands in quotes. */
const WORD = /(?:[^\s"]|"[^"]*(?:"|$))+/g;

/** Whether the end of a quoted name is still to be typed. */
export function isQuoteOpen(typed: string): boolean {
  const last = typed.match(WORD)?.at(-1) ?? '';
  return NAMES.some((name) => last.startsWith(`${name}:"`)) && last.split('"').length % 2 === 0;
}

/**
 * Reads `type:setting_revealed actor:ada resource:"holiday photo.png" team-7` as people type it: what has no name before
 * it is looked for in the details.
 */
export function parseWords(typed: string): TypedFilter {
  const found: Partial<Record<(typeof WORDS)[Word], string>> = {};
  const types: string[] = [];
  const rest: string[] = [];
  for (const word of typed.match(WORD) ?? []) {
    const colon = word.indexOf(':');
    const value = unquoted(word.slice(colon + 1));
    const name = NAMES.find((known) => colon > 0 && known === word.slice(0, colon));
    if (name !== undefined) {
      if (value !== '') found[WORDS[name]] = value;
    } else if (word.startsWith('type:')) {
      types.push(...value.split(',').filter(Boolean));
    } else if (isUuid(word)) found.requestId = word;
    else if (AUDIT_EVENTS.some((known) => known === word)) types.push(word);
    else rest.push(word);
  }
  return {
    ...found,
    ...(types.length > 0 && { type: types }),
    ...(rest.length > 0 && { text: rest.join(' ') }),
  };
}

export function formatWords(filter: AuditFilter): string {
  return [
    ...(filter.type ?? []).map((type) => `type:${type}`),
    ...NAMES.flatMap((name) => (filter[WORDS[name]] ? [`${name}:${quoted(filter[WORDS[name]] ?? '')}`] : [])),
    filter.text,
  ]
    .filter(Boolean)
    .join(' ');
}

const quoted = (value: string): string => (/[\s"]/.test(value) ? `"${value}"` : value);
const unquoted = (value: string): string => value.replace(/^"(.*?)"?$/s, '$1');

function moment(local: string | undefined): string | undefined {
  if (local === undefined || local === '') return undefined;
  const at = Date.parse(local);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
