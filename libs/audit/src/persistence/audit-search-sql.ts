/**
 * The statements of the search. Every filter is one condition that falls away when its parameter is NULL: the driver
 * sends values with the statement, so the planner sees them and chooses an index for what is really asked. Everything
 * orders by ("timestamp", id), the order of the partitions, so that a page opens only the partitions that it needs.
 *
 * Parameters: $1 from, $2 to, $3 category, $4 types, $5 status, $6 actor, $7 resource type, $8 resource id, $9 address,
 * $10 request id, $11 session id, $12 and $13 the position to go on from, $14 limit, $15 highest id; with words also
 * $16 text and $17 how many leaves have their words in the index.
 */
const COLUMNS = `
  audit_logs.id::text, audit_logs.event_type, event_category,
  to_char(audit_logs."timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp",
  user_id, service_account_id, partner_id, actor_role, session_id, ip_address, user_agent,
  resource_type, resource_id, resource_version, action, status, reason, details, request_id, tenant, key_id, signature`;

const FILTER = `
  ($3::text IS NULL OR event_category = $3)
  AND ($5::text IS NULL OR status = $5)
  AND ($6::text IS NULL OR coalesce(user_id, service_account_id, partner_id) = $6)
  AND ($7::text IS NULL OR resource_type = $7)
  AND ($8::text IS NULL OR resource_id = $8)
  AND ($9::text IS NULL OR ip_address = $9)
  AND ($10::text IS NULL OR request_id = $10)
  AND ($11::text IS NULL OR session_id = $11)
  AND ($15::bigint IS NULL OR audit_logs.id <= $15)`;

// A row comparison alone would not tell the planner which partitions to leave out.
const OLDER = `($12::timestamptz IS NULL
  OR (audit_logs."timestamp" <= $12 AND (audit_logs."timestamp", audit_logs.id) < ($12, $13::bigint)))`;
const NEWER = `($12::timestamptz IS NULL
  OR (audit_logs."timestamp" >= $12 AND (audit_logs."timestamp", audit_logs.id) > ($12, $13::bigint)))`;
const NEWEST_FIRST = `ORDER BY audit_logs."timestamp" DESC, audit_logs.id DESC LIMIT $14`;
const OLDEST_FIRST = `ORDER BY audit_logs."timestamp", audit_logs.id LIMIT $14`;
const TIME = `
  ($1::timestamptz IS NULL OR audit_logs."timestamp" >= $1) AND ($2::timestamptz IS NULL OR audit_logs."timestamp" < $2)`;

const ofOneType = (beyond: string, order: string) => `
  SELECT ${COLUMNS} FROM audit_logs
  WHERE ${TIME} AND ${FILTER} AND ${beyond}
    AND ($4::text[] IS NULL OR audit_logs.event_type = ($4::text[])[1]) ${order}`;

/** No index is in order of time across several types: each type gives its own page, and the pages are merged. */
const ofSeveralTypes = (beyond: string, order: string) => `
  SELECT ${COLUMNS}
  FROM unnest($4::text[]) AS wanted (event_type)
  CROSS JOIN LATERAL (
    SELECT * FROM audit_logs
    WHERE ${TIME} AND ${FILTER} AND ${beyond} AND audit_logs.event_type = wanted.event_type ${order}) AS audit_logs
  ${order}`;

/** The same of the rows that stand for entries elsewhere: the planner does not conclude it by itself. */
const of = (rows: string, condition: string) =>
  condition.replaceAll('audit_logs.id', `${rows}.audit_id`).replaceAll('audit_logs.', `${rows}.`);

const BY_WORDS = 'words @@ audit_words_query($16)';
const SOME_TYPES = '($4::text[] IS NULL OR event_type = ANY ($4))';

/** Few entries fit the other filters, or few the words: the planner starts where there are fewer. */
const fewWithWords = (beyond: string, order: string) => `
  SELECT audit_logs.* FROM audit_entry_words AS entry
  JOIN audit_logs ON audit_logs.id = entry.audit_id AND audit_logs."timestamp" = entry."timestamp"
  WHERE entry.${BY_WORDS} AND ${of('entry', `${TIME} AND ${beyond}`)}
    AND ${TIME} AND ${FILTER} AND ${beyond} AND ${SOME_TYPES} ${order}`;

/**
 * Most entries fit the other filters: those with the words are gone through in their order until a page is full.
 * LATERAL … LIMIT keeps the planner from believing that hardly any of them has its row.
 */
const manyWithWords = (beyond: string, order: string) => `
  SELECT audit_logs.* FROM audit_entry_words AS entry
  CROSS JOIN LATERAL (
    SELECT * FROM audit_logs
    WHERE audit_logs.id = entry.audit_id AND audit_logs."timestamp" = entry."timestamp"
      AND ${TIME} AND ${FILTER} AND ${SOME_TYPES} LIMIT 1) AS audit_logs
  WHERE entry.${BY_WORDS} AND ${of('entry', `${TIME} AND ${beyond}`)} ${of('entry', order)}`;

/**
 * By words: of the entries in the word index, and of those that it has not come to, each its own page. An entry that
 * came into the index after $17 was read stands in both.
 */
const withWords = (indexed: string, beyond: string, order: string) => `
  WITH fitting AS MATERIALIZED (
    (${indexed})
    UNION ALL
    (SELECT audit_logs.*
     FROM (SELECT audit_id, "timestamp" FROM audit_pending
           UNION ALL SELECT audit_id, audit_timestamp FROM audit_leaves WHERE leaf_index >= $17::bigint) AS entry
     CROSS JOIN LATERAL (
       SELECT * FROM audit_logs
       WHERE audit_logs.id = entry.audit_id AND audit_logs."timestamp" = entry."timestamp"
         AND ${TIME} AND ${FILTER} AND ${SOME_TYPES} LIMIT 1) AS audit_logs
     WHERE audit_words(reason, details) @@ audit_words_query($16) AND ${of('entry', `${TIME} AND ${beyond}`)}
       AND NOT EXISTS (SELECT FROM audit_entry_words AS known
                       WHERE known."timestamp" = entry."timestamp" AND known.audit_id = entry.audit_id)
     ${order})
  )
  SELECT ${COLUMNS} FROM fitting AS audit_logs ${order}`;

const statements = (beyond: string, order: string) => ({
  oneType: ofOneType(beyond, order),
  severalTypes: ofSeveralTypes(beyond, order),
  words: withWords(manyWithWords(beyond, order), beyond, order),
  wordsOfFew: withWords(fewWithWords(beyond, order), beyond, order),
});

export const SEARCH_STATEMENTS = {
  older: statements(OLDER, NEWEST_FIRST),
  newer: statements(NEWER, OLDEST_FIRST),
} as const;
