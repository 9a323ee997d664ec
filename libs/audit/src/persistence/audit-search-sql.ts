/**
 * The statements of the search. Every filter is one condition that falls away when its parameter is NULL: the driver
 * sends values with the statement, so the planner sees them and chooses an index for what is really asked. Everything
 * orders by ("timestamp", id), the order of the partitions, so that a page opens only the partitions that it needs.
 *
 * Parameters: $1 from, $2 to, $3 category, $4 types, $5 status, $6 actors, $7 resource type, $8 resource ids,
 * $9 address, $10 request id, $11 session id, $12 and $13 the position to go on from, $14 limit, $15 highest id,
 * $16 whether routine is wanted; with words also $17 text and $18 how many leaves have their words in the index.
 */
const COLUMNS = `
  audit_logs.id::text, audit_logs.event_type, event_category,
  to_char(audit_logs."timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp",
  user_id, service_account_id, partner_id, actor_role, session_id, ip_address, user_agent,
  resource_type, resource_id, resource_version, action, status, reason, details, request_id, tenant, key_id, signature`;

/** Which lists hold more than one value. */
export interface Several {
  readonly types: boolean;
  readonly actors: boolean;
  readonly resources: boolean;
}

const ACTOR = 'coalesce(user_id, service_account_id, partner_id)';

/** The condition of the index that holds the rest: word for word the one of its migration, or the planner does not know it again. */
const NOT_ROUTINE = `NOT (event_type IN ('token_refreshed', 'audit_read') AND status = 'success' AND user_id IS NOT NULL)`;

/** Of one value, the index is in the order of time. */
const only = (column: string, list: string) => `(${list}::text[] IS NULL OR ${column} = (${list}::text[])[1])`;
const oneOf = (column: string, list: string) => `(${list}::text[] IS NULL OR ${column} = ANY (${list}::text[]))`;

const filterBy = ({ resources }: Several) => `
  ($3::text IS NULL OR event_category = $3)
  AND ($5::text IS NULL OR status = $5)
  AND ($7::text IS NULL OR resource_type = $7)
  AND ${(resources ? oneOf : only)('resource_id', '$8')}
  AND ($9::text IS NULL OR ip_address = $9)
  AND ($10::text IS NULL OR request_id = $10)
  AND ($11::text IS NULL OR session_id = $11)
  AND ($15::bigint IS NULL OR audit_logs.id <= $15)
  AND ($16::boolean IS NOT FALSE OR ${NOT_ROUTINE})`;

// A row comparison alone would not tell the planner which partitions to leave out.
const OLDER = `($12::timestamptz IS NULL
  OR (audit_logs."timestamp" <= $12 AND (audit_logs."timestamp", audit_logs.id) < ($12, $13::bigint)))`;
const NEWER = `($12::timestamptz IS NULL
  OR (audit_logs."timestamp" >= $12 AND (audit_logs."timestamp", audit_logs.id) > ($12, $13::bigint)))`;
const NEWEST_FIRST = `ORDER BY audit_logs."timestamp" DESC, audit_logs.id DESC LIMIT $14`;
const OLDEST_FIRST = `ORDER BY audit_logs."timestamp", audit_logs.id LIMIT $14`;
const TIME = `
  ($1::timestamptz IS NULL OR audit_logs."timestamp" >= $1) AND ($2::timestamptz IS NULL OR audit_logs."timestamp" < $2)`;

/**
 * No index is in order of time across several types or actors: each gives its own page, and the pages are merged. Things
 * have few entries each, so of several resources all entries are read and put in order.
 */
const byFilter = (several: Several, beyond: string, order: string) => {
  const lists = [
    ...(several.types ? ['unnest($4::text[]) AS wanted_type (event_type)'] : []),
    ...(several.actors ? ['unnest($6::text[]) AS wanted_actor (id)'] : []),
  ];
  const type = several.types ? 'audit_logs.event_type = wanted_type.event_type' : only('audit_logs.event_type', '$4');
  const actor = several.actors ? `${ACTOR} = wanted_actor.id` : only(ACTOR, '$6');
  const where = `WHERE ${TIME} AND ${filterBy(several)} AND ${beyond} AND ${type} AND ${actor} ${order}`;
  return lists.length === 0
    ? `SELECT ${COLUMNS} FROM audit_logs ${where}`
    : `SELECT ${COLUMNS} FROM ${lists.join(' CROSS JOIN ')}
       CROSS JOIN LATERAL (SELECT * FROM audit_logs ${where}) AS audit_logs ${order}`;
};

/** The same of the rows that stand for entries elsewhere: the planner does not conclude it by itself. */
const of = (rows: string, condition: string) =>
  condition.replaceAll('audit_logs.id', `${rows}.audit_id`).replaceAll('audit_logs.', `${rows}.`);

const BY_WORDS = 'words @@ audit_words_query($17)';

const withoutOrder = (several: Several) =>
  `${TIME} AND ${filterBy(several)} AND ${oneOf('event_type', '$4')} AND ${(several.actors ? oneOf : only)(ACTOR, '$6')}`;

/** Few entries fit the other filters, or few the words: the planner starts where there are fewer. */
const fewWithWords = (filter: string, beyond: string, order: string) => `
  SELECT audit_logs.* FROM audit_entry_words AS entry
  JOIN audit_logs ON audit_logs.id = entry.audit_id AND audit_logs."timestamp" = entry."timestamp"
  WHERE entry.${BY_WORDS} AND ${of('entry', `${TIME} AND ${beyond}`)} AND ${filter} AND ${beyond} ${order}`;

/**
 * Most entries fit the other filters: those with the words are gone through in their order until a page is full.
 * LATERAL … LIMIT keeps the planner from believing that hardly any of them has its row.
 */
const manyWithWords = (filter: string, beyond: string, order: string) => `
  SELECT audit_logs.* FROM audit_entry_words AS entry
  CROSS JOIN LATERAL (
    SELECT * FROM audit_logs
    WHERE audit_logs.id = entry.audit_id AND audit_logs."timestamp" = entry."timestamp"
      AND ${filter} LIMIT 1) AS audit_logs
  WHERE entry.${BY_WORDS} AND ${of('entry', `${TIME} AND ${beyond}`)} ${of('entry', order)}`;

/**
 * By words: of the entries in the word index, and of those that it has not come to, each its own page. An entry that
 * came into the index after $18 was read stands in both.
 */
const byWords = (indexed: string, filter: string, beyond: string, order: string) => `
  WITH fitting AS MATERIALIZED (
    (${indexed})
    UNION ALL
    (SELECT audit_logs.*
     FROM (SELECT audit_id, "timestamp" FROM audit_pending
           UNION ALL SELECT audit_id, audit_timestamp FROM audit_leaves WHERE leaf_index >= $18::bigint) AS entry
     CROSS JOIN LATERAL (
       SELECT * FROM audit_logs
       WHERE audit_logs.id = entry.audit_id AND audit_logs."timestamp" = entry."timestamp"
         AND ${filter} LIMIT 1) AS audit_logs
     WHERE audit_words(reason, details) @@ audit_words_query($17) AND ${of('entry', `${TIME} AND ${beyond}`)}
       AND NOT EXISTS (SELECT FROM audit_entry_words AS known
                       WHERE known."timestamp" = entry."timestamp" AND known.audit_id = entry.audit_id)
     ${order})
  )
  SELECT ${COLUMNS} FROM fitting AS audit_logs ${order}`;

const ORDERS = { older: [OLDER, NEWEST_FIRST], newer: [NEWER, OLDEST_FIRST] } as const;

export function filterStatement(direction: keyof typeof ORDERS, several: Several): string {
  const [beyond, order] = ORDERS[direction];
  return byFilter(several, beyond, order);
}

/** Counts up to $14; $4 has the types that are routine, $5 is success. */
export function routineStatement(several: Several): string {
  const lists = ['unnest($4::text[]) AS wanted_type (event_type)'];
  if (several.actors) lists.push('unnest($6::text[]) AS wanted_actor (id)');
  return `
    SELECT count(*)::integer AS count FROM (
      SELECT FROM ${lists.join(' CROSS JOIN ')}
      CROSS JOIN LATERAL (
        SELECT FROM audit_logs
        WHERE ${TIME} AND ${filterBy(several)} AND ${OLDER} AND audit_logs.event_type = wanted_type.event_type
          AND ${several.actors ? `${ACTOR} = wanted_actor.id` : only(ACTOR, '$6')} AND user_id IS NOT NULL
        LIMIT $14) AS found
      LIMIT $14) AS counted`;
}

/** @param few whether one of the other filters leaves few entries */
export function wordsStatement(direction: keyof typeof ORDERS, several: Several, few: boolean): string {
  const [beyond, order] = ORDERS[direction];
  const filter = withoutOrder(several);
  return byWords((few ? fewWithWords : manyWithWords)(filter, beyond, order), filter, beyond, order);
}
