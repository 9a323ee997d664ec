import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The words of entries move out of the way of those who write them: a worker puts them beside the log, in the order of
 * the leaves, and a search looks through the few entries that it has not come to. A word index on the log itself cost
 * each insert more than all other indexes together.
 *
 * What stands in `audit_entry_words` is made from the log and can be made again; nothing is proved by it.
 */
export class AuditWords1763800000015 implements MigrationInterface {
  readonly name = 'AuditWords1763800000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX audit_logs_words_idx;

      -- Postgres refuses to hold the words of a very long text, which would stop the worker. Genuine entries are shorter.
      CREATE OR REPLACE FUNCTION audit_words(reason text, details jsonb) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN to_tsvector('pg_catalog.simple',
          audit_words_text(left(coalesce(reason, '') || ' ' || coalesce(details::text, ''), 100000)));

      -- entries without any word have no row
      CREATE TABLE audit_entry_words (
        audit_id bigint NOT NULL,
        "timestamp" timestamptz(6) NOT NULL,
        words tsvector NOT NULL,
        CONSTRAINT audit_entry_words_pkey PRIMARY KEY ("timestamp", audit_id)
      );
      CREATE INDEX audit_entry_words_words_idx ON audit_entry_words USING gin (words);

      -- How many leaves it has come to.
      CREATE TABLE audit_words_progress (
        id smallint NOT NULL DEFAULT 1,
        leaves bigint NOT NULL DEFAULT 0,
        CONSTRAINT audit_words_progress_pkey PRIMARY KEY (id),
        CONSTRAINT audit_words_progress_one_row_check CHECK (id = 1)
      );
      INSERT INTO audit_words_progress DEFAULT VALUES;

      -- How many leaves it went through; 0 when there are no more, or when somebody else is at it.
      CREATE FUNCTION audit_index_words(at_most integer) RETURNS integer LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        done bigint;
        last bigint;
        taken integer;
      BEGIN
        IF at_most IS NULL OR at_most NOT BETWEEN 1 AND 10000 THEN
          RAISE EXCEPTION 'at_most must lie between 1 and 10000' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        SELECT leaves INTO done FROM public.audit_words_progress WHERE id = 1 FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN RETURN 0; END IF;
        SELECT count(*), max(leaf_index) INTO taken, last
        FROM (SELECT leaf_index FROM public.audit_leaves WHERE leaf_index >= done ORDER BY leaf_index LIMIT at_most) AS page;
        IF taken = 0 THEN RETURN 0; END IF;
        INSERT INTO public.audit_entry_words (audit_id, "timestamp", words)
        SELECT audit_id, audit_timestamp, words
        FROM public.audit_leaves
        CROSS JOIN LATERAL (
          SELECT strip(public.audit_words(reason, details)) AS words FROM public.audit_logs AS entry
          WHERE entry.id = audit_id AND entry."timestamp" = audit_timestamp LIMIT 1) AS found
        WHERE leaf_index BETWEEN done AND last AND words <> ''
        ON CONFLICT DO NOTHING;
        UPDATE public.audit_words_progress SET leaves = last + 1 WHERE id = 1;
        RETURN taken;
      END
      $$;
      REVOKE EXECUTE ON FUNCTION audit_index_words(integer) FROM PUBLIC;

      -- The words go together with the rows that they are of.
      ALTER FUNCTION audit_drop_month(date, integer) RENAME TO audit_drop_rows_of_month;
      REVOKE EXECUTE ON FUNCTION audit_drop_rows_of_month(date, integer) FROM gatehouse_app;
      CREATE FUNCTION audit_drop_month(
        month date, retention_days integer,
        OUT standing text, OUT entries bigint, OUT first_leaf bigint, OUT last_leaf bigint, OUT digest bytea
      ) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
      BEGIN
        -- a month before Christ has the name of one after: asking for the one would drop the rows of the other
        IF month IS NULL OR month NOT BETWEEN '0001-01-01' AND '9999-12-01' THEN
          RAISE EXCEPTION 'A month lies between the years 1 and 9999' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        SELECT dropped.* INTO standing, entries, first_leaf, last_leaf, digest
          FROM public.audit_drop_rows_of_month(month, retention_days) AS dropped;
        IF standing = 'dropped' THEN
          DELETE FROM public.audit_entry_words
            WHERE "timestamp" >= date_trunc('month', month::timestamp)
              AND "timestamp" < date_trunc('month', month::timestamp) + interval '1 month';
        END IF;
      END
      $$;
      REVOKE EXECUTE ON FUNCTION audit_drop_month(date, integer) FROM PUBLIC;

      GRANT SELECT ON audit_entry_words, audit_words_progress TO gatehouse_app;
      GRANT EXECUTE ON FUNCTION audit_index_words(integer), audit_drop_month(date, integer) TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION audit_drop_month(date, integer);
      ALTER FUNCTION audit_drop_rows_of_month(date, integer) RENAME TO audit_drop_month;
      GRANT EXECUTE ON FUNCTION audit_drop_month(date, integer) TO gatehouse_app;
      DROP FUNCTION audit_index_words(integer);
      DROP TABLE audit_words_progress, audit_entry_words;
      CREATE OR REPLACE FUNCTION audit_words(reason text, details jsonb) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN to_tsvector('pg_catalog.simple', audit_words_text(coalesce(reason, '') || ' ' || coalesce(details::text, '')));
      CREATE INDEX audit_logs_words_idx ON audit_logs USING gin (audit_words(reason, details));
    `);
  }
}
