/**
 * The statements of the search. Every filter is one condition that falls away when its parameter is NULL: the driver
 * sends values with the statement, so the planner sees them and chooses an index for what is really asked. Everything
 * orders by ("timestamp", id), the order of the partitions, so that a page opens only the partitions that it needs.
 *
 * Parameters: $1 from, $2 to, $3 category, $4 types, $5 status, $6 actor, $7 resource type, $8 resource id, $9 address,
 * $10 request id, $11 session id, $12 text, $13 and $14 the position to go on from, $15 limit, $16 highest id.
 */
const COLUMNS = `
  audit_logs.id::text, audit_logs.event_type, event_category,
  to_char(audit_logs."timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp",
  user_id, service_account_id, partner_id, actor_role, session_id, ip_address, user_agent,
  resource_type, resource_id, resource_version, action, status, reason, details, request_id, tenant, key_id, signature`;

const FILTER = `
  ($1::timestamptz IS NULL OR audit_logs."timestamp" >= $1)
  AND ($2::timestamptz IS NULL OR audit_logs."timestamp" < $2)
  AND ($3::text IS NULL OR event_category = $3)
  AND ($5::text IS NULL OR status = $5)
  AND ($6::text IS NULL OR coalesce(user_id, service_account_id, partner_id) = $6)
  AND ($7::text IS NULL OR resource_type = $7)
  AND ($8::text IS NULL OR resource_id = $8)
  AND ($9::text IS NULL OR ip_address = $9)
  AND ($10::text IS NULL OR request_id = $10)
  AND ($11::text IS NULL OR session_id = $11)
  AND ($12::text IS NULL OR audit_words(reason, details) @@ audit_words_query($12))
  AND ($16::bigint IS NULL OR audit_logs.id <= $16)`;

// A row comparison alone would not tell the planner which partitions to leave out.
const OLDER = `
  AND ($13::timestamptz IS NULL
       OR (audit_logs."timestamp" <= $13 AND (audit_logs."timestamp", audit_logs.id) < ($13, $14::bigint)))`;
const NEWER = `
  AND ($13::timestamptz IS NULL
       OR (audit_logs."timestamp" >= $13 AND (audit_logs."timestamp", audit_logs.id) > ($13, $14::bigint)))`;
const NEWEST_FIRST = `ORDER BY audit_logs."timestamp" DESC, audit_logs.id DESC LIMIT $15`;
const OLDEST_FIRST = `ORDER BY audit_logs."timestamp", audit_logs.id LIMIT $15`;

const ofOneType = (beyond: string, order: string) => `
  SELECT ${COLUMNS} FROM audit_logs
  WHERE ${FILTER} AND ($4::text[] IS NULL OR audit_logs.event_type = ($4::text[])[1]) ${beyond} ${order}`;

/** No index is in order of time across several types: each type gives its own page, and the pages are merged. */
const ofSeveralTypes = (beyond: string, order: string) => `
  SELECT ${COLUMNS}
  FROM unnest($4::text[]) AS wanted (event_type)
  CROSS JOIN LATERAL (
    SELECT * FROM audit_logs
    WHERE ${FILTER} AND audit_logs.event_type = wanted.event_type ${beyond} ${order}) AS audit_logs
  ${order}`;

export const SEARCH_STATEMENTS = {
  older: { oneType: ofOneType(OLDER, NEWEST_FIRST), severalTypes: ofSeveralTypes(OLDER, NEWEST_FIRST) },
  newer: { oneType: ofOneType(NEWER, OLDEST_FIRST), severalTypes: ofSeveralTypes(NEWER, OLDEST_FIRST) },
} as const;
