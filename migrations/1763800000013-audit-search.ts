import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes by which the audit log is searched. Each ends with ("timestamp", id), the order in which entries are shown:
 * the newest entries of a filter are then the first of its index, however many there are. What stands behind the order
 * narrows within the index, so that an actor's few denials among thousands of entries are found without reading those.
 *
 * Words are what stands between marks (named by code point: classes would depend on the locale of the server), so that `smtp.password` is found by either half, and a query asks for
 * words that begin with its own; one of one or two characters must be the whole word, for too many begin with it. A whole `tsvector` would be a column, and every column of this table is signed.
 */
export class AuditSearch1763800000013 implements MigrationInterface {
  readonly name = 'AuditSearch1763800000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(String.raw`
      DROP INDEX IF EXISTS audit_logs_timestamp_idx, audit_logs_event_type_idx, audit_logs_event_category_idx,
        audit_logs_actor_idx, audit_logs_request_id_idx;

      CREATE FUNCTION audit_words_text(given text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        RETURN regexp_replace(given, '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u2bff\u3000-\u303f]+', ' ', 'g');
      CREATE FUNCTION audit_words(reason text, details jsonb) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN to_tsvector('pg_catalog.simple', audit_words_text(coalesce(reason, '') || ' ' || coalesce(details::text, '')));
      CREATE FUNCTION audit_words_query(given text) RETURNS tsquery
        LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        RETURN to_tsquery('pg_catalog.simple', regexp_replace(
          regexp_replace(btrim(audit_words_text(given)), '([^ ]{3,})', '\1:*', 'g'), ' +', ' & ', 'g'));

      CREATE INDEX audit_logs_timestamp_idx ON audit_logs ("timestamp" DESC, id DESC);
      CREATE INDEX audit_logs_event_type_idx ON audit_logs (event_type, "timestamp" DESC, id DESC, status);
      CREATE INDEX audit_logs_event_category_idx ON audit_logs (event_category, "timestamp" DESC, id DESC);
      CREATE INDEX audit_logs_status_idx ON audit_logs (status, "timestamp" DESC, id DESC) WHERE status <> 'success';
      CREATE INDEX audit_logs_actor_idx
        ON audit_logs ((coalesce(user_id, service_account_id, partner_id)), "timestamp" DESC, id DESC, event_type, status);
      CREATE INDEX audit_logs_resource_type_idx ON audit_logs (resource_type, "timestamp" DESC, id DESC)
        WHERE resource_type IS NOT NULL;
      CREATE INDEX audit_logs_resource_id_idx ON audit_logs (resource_id, "timestamp" DESC, id DESC)
        WHERE resource_id IS NOT NULL;
      CREATE INDEX audit_logs_ip_address_idx ON audit_logs (ip_address, "timestamp" DESC, id DESC, event_type, status)
        WHERE ip_address IS NOT NULL;
      CREATE INDEX audit_logs_session_id_idx ON audit_logs (session_id, "timestamp" DESC, id DESC)
        WHERE session_id IS NOT NULL;
      CREATE INDEX audit_logs_request_id_idx ON audit_logs (request_id) WHERE request_id IS NOT NULL;
      CREATE INDEX audit_logs_words_idx ON audit_logs USING gin (audit_words(reason, details));

      -- How far the stream to a SIEM has come: the leaf index of the last entry that it has taken.
      CREATE TABLE audit_siem_cursor (
        name text NOT NULL,
        position bigint NOT NULL,
        fence bigint NOT NULL,
        replays bigint NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT audit_siem_cursor_pkey PRIMARY KEY (name),
        CONSTRAINT audit_siem_cursor_position_check CHECK (position >= -1)
      );
      INSERT INTO audit_siem_cursor (name, position, fence, replays, updated_at) VALUES ('siem', -1, 0, 0, now());

      GRANT SELECT, UPDATE ON audit_siem_cursor TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audit_siem_cursor;

      DROP INDEX audit_logs_timestamp_idx, audit_logs_event_type_idx, audit_logs_event_category_idx,
        audit_logs_status_idx, audit_logs_actor_idx, audit_logs_resource_type_idx, audit_logs_resource_id_idx,
        audit_logs_ip_address_idx, audit_logs_session_id_idx, audit_logs_request_id_idx, audit_logs_words_idx;
      DROP FUNCTION audit_words_query(text);
      DROP FUNCTION audit_words(text, jsonb);
      DROP FUNCTION audit_words_text(text);

      CREATE INDEX audit_logs_timestamp_idx ON audit_logs ("timestamp");
      CREATE INDEX audit_logs_event_type_idx ON audit_logs (event_type, id DESC);
      CREATE INDEX audit_logs_event_category_idx ON audit_logs (event_category, id DESC);
      CREATE INDEX audit_logs_actor_idx ON audit_logs ((coalesce(user_id, service_account_id, partner_id)), id DESC);
      CREATE INDEX audit_logs_request_id_idx ON audit_logs (request_id);
    `);
  }
}
