// Fills the audit log with rows as years of use would leave them, made by the database itself: 30,000 to 60,000 a second.
import { hkdfSync } from 'node:crypto';
import type { Pool } from 'pg';

const BLOCK = 100_000;

/**
 * The RFC 8785 bytes of every row are written out and carry a genuine HMAC, so the rows verify with the secret they
 * were made with. Which event happens how often, who does it and where is drawn from the MD5 of the row's number: two
 * runs make the same log. OFFSET 0 keeps the planner from computing the inner columns anew for every use. Successes
 * outnumber failures, a few people do most, and some events are rare.
 *
 * $1 and $2: first and last number; $3 and $4: the time of number 0, and seconds between two rows; $5: key id;
 * $6 and $7: inner and outer pad of the HMAC (RFC 2104).
 */
const INSERT = `
INSERT INTO audit_logs (
  id, event_type, event_category, "timestamp", user_id, service_account_id, partner_id, actor_role, session_id,
  ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details,
  request_id, tenant, canonical, key_id, signature)
SELECT n, event_type, event_category, at, user_id, service_account_id, NULL, actor_role, session_id,
  ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details::jsonb,
  request_id, NULL, canonical, $5,
  encode(sha256($7::bytea || sha256($6::bytea || convert_to(E'gatehouse/audit/v1\\n' || $5 || E'\\n' || canonical, 'UTF8'))), 'hex')
FROM (
  SELECT *, '{"action":' || to_json(action) || ',"actor_role":' || coalesce(to_json(actor_role)::text, 'null')
    || ',"details":' || coalesce(details, 'null') || ',"event_category":' || to_json(event_category)
    || ',"event_type":' || to_json(event_type) || ',"id":"' || n || '","ip_address":' || to_json(ip_address)
    || ',"key_id":' || to_json($5::text) || ',"partner_id":null,"reason":' || coalesce(to_json(reason)::text, 'null')
    || ',"request_id":' || to_json(request_id) || ',"resource_id":' || coalesce(to_json(resource_id)::text, 'null')
    || ',"resource_type":' || coalesce(to_json(resource_type)::text, 'null')
    || ',"resource_version":' || coalesce(to_json(resource_version)::text, 'null')
    || ',"service_account_id":' || coalesce(to_json(service_account_id)::text, 'null')
    || ',"session_id":' || coalesce(to_json(session_id)::text, 'null') || ',"status":' || to_json(status)
    || ',"tenant":null,"timestamp":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '","user_agent":' || to_json(user_agent) || ',"user_id":' || coalesce(to_json(user_id)::text, 'null') || '}' AS canonical
  FROM (
    SELECT n, at, event_type, request_id, ip_address, user_agent, status, reason, action,
      CASE WHEN event_type IN ('auth_success', 'auth_failure', 'token_refreshed', 'logout') THEN 'authentication'
           WHEN event_type = 'authorization_denied' THEN 'authorization'
           WHEN event_type IN ('user_created', 'service_account_created') THEN 'administration'
           WHEN event_type IN ('key_rotated', 'file_infected', 'file_clean', 'refresh_reuse') THEN 'security'
           ELSE 'data_operation' END AS event_category,
      CASE WHEN service THEN NULL ELSE person END AS user_id,
      CASE WHEN service THEN person END AS service_account_id,
      CASE WHEN service THEN 'service' WHEN actor = 0 THEN 'admin' ELSE 'viewer' END AS actor_role,
      CASE WHEN NOT service THEN overlay(overlay(md5('session' || (n / 40 * 10 + actor % 10)) placing '-' from 9 for 0) placing '-' from 14 for 0) END AS session_id,
      kind AS resource_type, thing AS resource_id,
      CASE WHEN kind = 'setting' THEN (1 + c % 9)::text END AS resource_version,
      CASE kind WHEN 'setting' THEN '{"key":"service-' || b % 400 || '.' || (ARRAY['password','token','endpoint','certificate','limit'])[1 + c % 5] || '","tags":["prod","team-' || c % 12 || '"],"version":' || 1 + c % 9 || '}'
                WHEN 'upload' THEN '{"mimeType":"image/jpeg","originalName":"photo-' || b || '.jpg","sha256":"' || md5('a' || n) || md5('b' || n) || '","size":' || 1000 + c || '}'
                ELSE CASE WHEN event_type = 'auth_failure' THEN '{"login":"user' || b % 3000 || '","remaining":' || c % 5 || '}' END END AS details
    FROM (
      SELECT n, at, b, c, actor, service, event_type,
        md5('person' || actor) AS person,
        overlay(overlay(md5('request' || n) placing '-' from 9 for 0) placing '-' from 14 for 0) AS request_id,
        '10.' || a % 4 || '.' || b % 40 || '.' || c % 30 AS ip_address,
        (ARRAY['Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', 'Mozilla/5.0 (Macintosh) Safari/19.1', 'importer/2.4', 'curl/8.9.1'])[1 + c % 4] AS user_agent,
        CASE WHEN event_type IN ('auth_failure', 'refresh_reuse') THEN 'failure'
             WHEN event_type = 'authorization_denied' THEN 'denied' ELSE 'success' END AS status,
        CASE WHEN event_type = 'auth_failure' THEN 'wrong password' END AS reason,
        split_part(event_type, '_', 2) AS action,
        CASE WHEN event_type LIKE 'setting%' THEN 'setting' WHEN event_type LIKE 'file%' THEN 'upload'
             WHEN event_type = 'key_rotated' THEN 'key' WHEN event_type = 'user_created' THEN 'user' END AS kind,
        CASE WHEN event_type LIKE 'setting%' THEN md5('setting' || b % 2000) WHEN event_type LIKE 'file%' THEN md5('file' || n / 3)
             WHEN event_type IN ('key_rotated', 'user_created') THEN md5(event_type || n) END AS thing
      FROM (
        SELECT n, $3::timestamptz + n * $4::float8 * interval '1 second' AS at, a, b, c,
          floor(500 * power(d / 65536.0, 3))::int AS actor, d % 10 = 0 AS service,
          CASE WHEN a < 16000 THEN 'auth_success' WHEN a < 32000 THEN 'token_refreshed' WHEN a < 38000 THEN 'setting_revealed'
               WHEN a < 41000 THEN 'setting_updated' WHEN a < 48000 THEN 'file_upload' WHEN a < 54000 THEN 'file_transfer'
               WHEN a < 60500 THEN 'file_clean' WHEN a < 63000 THEN 'auth_failure' WHEN a < 64500 THEN 'authorization_denied'
               WHEN a < 65400 THEN 'logout' WHEN a < 65490 THEN 'refresh_reuse' WHEN a < 65520 THEN 'file_infected'
               WHEN a < 65530 THEN 'user_created' ELSE 'key_rotated' END AS event_type
        FROM (
          SELECT n, ('x' || substr(hash, 1, 4))::bit(16)::int AS a, ('x' || substr(hash, 5, 4))::bit(16)::int AS b,
                 ('x' || substr(hash, 9, 4))::bit(16)::int AS c, ('x' || substr(hash, 13, 4))::bit(16)::int AS d
          FROM (SELECT n, md5(n::text) AS hash FROM generate_series($1::bigint, $2::bigint) AS n OFFSET 0) AS drawn
        OFFSET 0) AS numbers
      OFFSET 0) AS events
    OFFSET 0) AS acts
  OFFSET 0) AS facts
OFFSET 0) AS records`;

export interface Filling {
  readonly rows: number;
  /** The id of the first row; default: 1. The rows of a log that has some already find its indexes in place. */
  readonly firstId?: number;
  /** The time of the first row. */
  readonly from: Date;
  /** The time after the last row; default: now. */
  readonly to?: Date;
  /** The first line of `AUDIT_LOG_SECRET_KEY`: the rows verify with it. */
  readonly secret: string;
  readonly onProgress?: (done: number) => void;
}

/**
 * Fills an audit log; the rows have no leaves then, and wait for none. In an empty one the indexes are made anew
 * afterwards: the other way round takes three times as long. Needs connections of the schema's owner.
 */
export async function fillRows(
  pool: Pool,
  { rows, firstId = 1, from, to = new Date(), secret, onProgress }: Filling,
): Promise<void> {
  const seconds = (to.getTime() - from.getTime()) / 1000 / (rows + 1);
  const key = derive(secret, 'gatehouse/audit/v1', 32);
  const keyId = derive(secret, 'gatehouse/audit/v1/key-id', 8).toString('hex');
  const pad = (byte: number) => Buffer.alloc(64).map((_, index) => (key[index] ?? 0) ^ byte);
  await pool.query(
    `SELECT audit_make_partition(month)
     FROM generate_series(date_trunc('month', $1::timestamp), $2::timestamp, '1 month') AS month`,
    [from, to].map((time) => time.toISOString().slice(0, 19)),
  );
  const remake = firstId === 1 ? await withoutIndexes(pool) : undefined;
  const last = firstId + rows - 1;
  const zero = new Date(from.getTime() - (firstId - 1) * seconds * 1000).toISOString();
  await pool.query('ALTER TABLE audit_logs DISABLE TRIGGER audit_logs_queue');
  let [next, done] = [firstId, 0];
  const fill = async () => {
    while (next <= last) {
      const [first, end] = [next, Math.min(next + BLOCK - 1, last)];
      next = end + 1;
      await pool.query(INSERT, [first, end, zero, seconds, keyId, pad(0x36), pad(0x5c)]);
      done += end - first + 1;
      onProgress?.(done);
    }
  };
  await Promise.all([fill(), fill()]);
  await pool.query('ALTER TABLE audit_logs ENABLE TRIGGER audit_logs_queue');
  await pool.query(`SELECT setval('audit_logs_id_seq', greatest($1, (SELECT last_value FROM audit_logs_id_seq)))`, [
    last,
  ]);
  await remake?.();
}

/** Drops the indexes of the search. @returns what makes them again */
async function withoutIndexes(pool: Pool): Promise<() => Promise<void>> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    // of a partitioned table it says ON ONLY, which would leave the months without
    `SELECT indexrelid::regclass::text AS name, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') AS definition
     FROM pg_index WHERE indrelid = 'audit_logs'::regclass AND NOT indisprimary`,
  );
  for (const { name } of rows) await pool.query(`DROP INDEX ${name}`);
  return async () => {
    const client = await pool.connect();
    try {
      await client.query(`SET maintenance_work_mem = '512MB'`);
      for (const { definition } of rows) await client.query(definition);
      await client.query('VACUUM (ANALYZE) audit_logs');
    } finally {
      client.release(true);
    }
  };
}

function derive(secret: string, info: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info, length));
}
