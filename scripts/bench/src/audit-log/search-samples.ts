import type { AuditFilter } from '@gatehouse/audit';
import type { Pool } from 'pg';

export interface Sample {
  readonly filter: AuditFilter;
  readonly beyond?: { readonly timestamp: string; readonly id: string };
}

/** A question that is asked of the log, with other values each time. */
export interface Question {
  readonly name: string;
  /** Whether it must be answered within the time of an indexed search. */
  readonly indexed: boolean;
  readonly samples: readonly Sample[];
}

interface Entry {
  readonly id: string;
  readonly timestamp: string;
  readonly actor: string;
  readonly resource_id: string;
  readonly ip_address: string;
  readonly request_id: string;
  readonly session_id: string;
}

const DAY_MS = 86_400_000;

/** Values are taken from entries all over the log, so that each question finds something; another `draw` takes others. */
export async function questions(owner: Pool, count: number, draw: number): Promise<readonly Question[]> {
  const { rows } = await owner.query<Entry>(
    `SELECT found.id::text, coalesce(user_id, service_account_id) AS actor, resource_id, ip_address, request_id, session_id,
            to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp"
     FROM generate_series(1, 4 * $1::int) AS one
     CROSS JOIN LATERAL (
       SELECT 1 + ('x' || substr(md5($2::text || '/' || one), 1, 8))::bit(32)::bigint % (SELECT max(id) FROM audit_logs) AS id
     ) AS drawn
     JOIN LATERAL (SELECT * FROM audit_logs WHERE audit_logs.id = drawn.id LIMIT 1) AS found ON true
     WHERE resource_id IS NOT NULL AND session_id IS NOT NULL LIMIT $1`,
    [count, draw],
  );
  const within = ({ timestamp }: Entry, days: number) => ({
    from: timestamp,
    to: new Date(Date.parse(timestamp) + days * DAY_MS).toISOString(),
  });
  const ask = (name: string, filter: (entry: Entry) => AuditFilter, indexed = true): Question => ({
    name,
    indexed,
    samples: rows.map((entry) => ({ filter: filter(entry) })),
  });
  return [
    ask('nothing', () => ({})),
    ask('no routine', () => ({ routine: false })),
    { ...ask('a later page', () => ({})), samples: rows.map((beyond) => ({ filter: {}, beyond })) },
    ask('one day', (entry) => within(entry, 1)),
    ask('category', () => ({ category: 'security' })),
    ask('frequent type', () => ({ types: ['auth_success'] })),
    ask('rare type', () => ({ types: ['key_rotated'] })),
    ask('three types', () => ({ types: ['auth_failure', 'file_infected', 'key_rotated'] })),
    ask('three types, a day', (entry) => ({
      types: ['auth_failure', 'file_infected', 'user_created'],
      ...within(entry, 1),
    })),
    ask('status', () => ({ status: 'failure' })),
    ask('status, a month', (entry) => ({ status: 'denied', ...within(entry, 30) })),
    ask('actor', ({ actor }) => ({ actors: [actor] })),
    ask('actor, no routine', ({ actor }) => ({ actors: [actor], routine: false })),
    ask('two actors', ({ actor, resource_id }) => ({ actors: [actor, resource_id] })),
    ask('actor and type', ({ actor }) => ({ actors: [actor], types: ['setting_updated'] })),
    ask('actor and rare type', ({ actor }) => ({ actors: [actor], types: ['file_infected'] })),
    ask('actor and status', ({ actor }) => ({ actors: [actor], status: 'denied' })),
    ask('actor, a month', (entry) => ({ actors: [entry.actor], ...within(entry, 30) })),
    ask('resource type', () => ({ resourceType: 'key' })),
    ask('resource id', ({ resource_id: id }) => ({ resourceIds: [id] })),
    ask('address', ({ ip_address: ip }) => ({ ip })),
    ask('address and type', ({ ip_address: ip }) => ({ ip, types: ['auth_failure'] })),
    ask('address and status', ({ ip_address: ip }) => ({ ip, status: 'failure' })),
    ask('request id', ({ request_id: requestId }) => ({ requestId })),
    ask('session id', ({ session_id: sessionId }) => ({ sessionId })),
    ask('nobody', ({ id }) => ({ actors: [`nobody-${id}`] })),
    ask('words, a month', (entry) => ({ text: 'team-7', ...within(entry, 30) }), false),
    ask('rare words', ({ id }) => ({ text: `photo ${id.slice(-4)}` }), false),
    ask('a frequent word', () => ({ text: 'prod' }), false),
    ask('words found nowhere', ({ id }) => ({ text: `nowhere${id}` }), false),
  ];
}
