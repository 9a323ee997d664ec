import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whole months leave the audit log when their time is over. The rows go, the leaves stay, and what was dropped is an
 * entry that is kept beside the log: it would otherwise go with its own month. The application may ask for it; whether
 * it happens is decided here, by the clock of the database.
 */
export class AuditRetention1763800000014 implements MigrationInterface {
  readonly name = 'AuditRetention1763800000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_legal_holds (
        month date NOT NULL,
        reason text NOT NULL,
        placed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT audit_legal_holds_pkey PRIMARY KEY (month),
        CONSTRAINT audit_legal_holds_month_check CHECK (extract(day FROM month) = 1),
        CONSTRAINT audit_legal_holds_reason_check CHECK (reason <> '')
      );

      -- The signed entry that tells of the month: everything else is read from its bytes.
      CREATE TABLE audit_dropped_months (
        month date NOT NULL,
        audit_id bigint NOT NULL,
        canonical text NOT NULL,
        key_id text NOT NULL,
        signature text NOT NULL,
        CONSTRAINT audit_dropped_months_pkey PRIMARY KEY (month),
        CONSTRAINT audit_dropped_months_month_check CHECK (extract(day FROM month) = 1)
      );
      CREATE TRIGGER audit_dropped_months_no_change BEFORE UPDATE OR DELETE ON audit_dropped_months
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
      CREATE TRIGGER audit_dropped_months_no_truncate BEFORE TRUNCATE ON audit_dropped_months
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

      -- Whether a month may be dropped now, and if not, why. The first reason that holds.
      CREATE FUNCTION audit_month_standing(month date, retention_days integer) RETURNS text LANGUAGE plpgsql
        SET search_path = pg_catalog SET timezone = 'UTC' AS $$
      DECLARE
        first timestamptz := date_trunc('month', month::timestamp);
        following timestamptz := date_trunc('month', month::timestamp) + interval '1 month';
        covered bigint;
        found bigint;
        true_leaves bigint;
        leaves bigint;
      BEGIN
        IF retention_days IS NULL OR retention_days < 2555 THEN
          RAISE EXCEPTION 'The audit log is kept for 2555 days at least' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        IF month IS NULL OR extract(day FROM month) <> 1 THEN
          RAISE EXCEPTION 'A month is named by its first day' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        IF to_regclass('public.audit_logs_' || to_char(month, 'YYYY_MM')) IS NULL THEN RETURN 'absent'; END IF;
        IF following + make_interval(days => retention_days) > clock_timestamp() THEN RETURN 'too_young'; END IF;
        IF EXISTS (SELECT FROM public.audit_legal_holds AS hold WHERE hold.month = audit_month_standing.month) THEN
          RETURN 'on_hold';
        END IF;
        SELECT coalesce(max(tree_size), 0) INTO covered FROM public.audit_checkpoints;
        IF EXISTS (SELECT FROM public.audit_pending AS queue WHERE queue."timestamp" >= first AND queue."timestamp" < following) THEN
          RETURN 'not_covered';
        END IF;
        IF EXISTS (SELECT FROM public.audit_leaves AS leaf
                   WHERE leaf.audit_timestamp >= first AND leaf.audit_timestamp < following AND leaf.leaf_index >= covered) THEN
          RETURN 'not_covered';
        END IF;
        SELECT count(*) INTO leaves FROM public.audit_leaves AS leaf
          WHERE leaf.audit_timestamp >= first AND leaf.audit_timestamp < following;
        -- every row with a leaf that was made of it: a fault must not go together with its evidence
        SELECT count(*), count(*) FILTER (WHERE leaf.leaf_hash = sha256('\\x00'::bytea || convert_to(
            E'gatehouse/audit/leaf/v1\\n' || entry.key_id || E'\\n' || entry.signature || E'\\n' || entry.canonical, 'UTF8')))
          INTO found, true_leaves
          FROM public.audit_logs AS entry
          LEFT JOIN public.audit_leaves AS leaf
            ON leaf.audit_id = entry.id AND leaf.audit_timestamp = entry."timestamp"
          WHERE entry."timestamp" >= first AND entry."timestamp" < following;
        IF found <> true_leaves OR found <> leaves THEN RETURN 'faulty'; END IF;
        RETURN 'due';
      END
      $$;
      REVOKE EXECUTE ON FUNCTION audit_month_standing(date, integer) FROM PUBLIC;

      -- Drops the rows of a month if every condition holds at this moment. The digest is over the leaf hashes by index, in
      -- groups of 8192: SHA-256 of the digest so far and the group, from 32 zero bytes on.
      CREATE FUNCTION audit_drop_month(
        month date, retention_days integer,
        OUT standing text, OUT entries bigint, OUT first_leaf bigint, OUT last_leaf bigint, OUT digest bytea
      ) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
      DECLARE
        partition text := 'audit_logs_' || to_char(month, 'YYYY_MM');
        first timestamptz := date_trunc('month', month::timestamp);
        following timestamptz := date_trunc('month', month::timestamp) + interval '1 month';
        next_leaf bigint;
        hashes bytea;
        reached bigint;
      BEGIN
        PERFORM pg_advisory_xact_lock(1763800000014);
        -- a hold that is being placed is waited for; one that comes later finds the month gone
        LOCK TABLE public.audit_legal_holds IN SHARE MODE;
        IF to_regclass('public.' || partition) IS NOT NULL THEN
          EXECUTE format('LOCK TABLE public.%I IN SHARE MODE', partition);
        END IF;
        standing := public.audit_month_standing(month, retention_days);
        IF standing <> 'due' THEN RETURN; END IF;
        SELECT count(*), min(leaf_index), max(leaf_index) INTO entries, first_leaf, last_leaf FROM public.audit_leaves
          WHERE audit_timestamp >= first AND audit_timestamp < following;
        digest := decode(repeat('00', 32), 'hex');
        next_leaf := coalesce(first_leaf, 0);
        LOOP
          SELECT string_agg(leaf_hash, ''::bytea ORDER BY leaf_index), max(leaf_index) INTO hashes, reached
          FROM (SELECT leaf_index, leaf_hash FROM public.audit_leaves
                WHERE leaf_index BETWEEN next_leaf AND last_leaf AND audit_timestamp >= first AND audit_timestamp < following
                ORDER BY leaf_index LIMIT 8192) AS page;
          EXIT WHEN hashes IS NULL;
          digest := sha256(digest || hashes);
          next_leaf := reached + 1;
        END LOOP;
        EXECUTE format('DROP TABLE public.%I', partition);
        standing := 'dropped';
      END
      $$;
      REVOKE EXECUTE ON FUNCTION audit_drop_month(date, integer) FROM PUBLIC;

      GRANT SELECT, INSERT, DELETE ON audit_legal_holds TO gatehouse_app;
      GRANT SELECT, INSERT ON audit_dropped_months TO gatehouse_app;
      GRANT EXECUTE ON FUNCTION audit_month_standing(date, integer), audit_drop_month(date, integer) TO gatehouse_app;
    `);
  }

  /** Months that were dropped stay dropped, and verification takes their leaves for deleted rows again. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION audit_drop_month(date, integer);
      DROP FUNCTION audit_month_standing(date, integer);
      DROP TABLE audit_dropped_months, audit_legal_holds;
    `);
  }
}
