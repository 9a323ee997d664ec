import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Audit1763800000004 } from './1763800000004-audit.ts';

/**
 * The audit log by months, and what lets an outsider check it: the leaves and inner nodes of an RFC 6962 Merkle tree
 * and the signed checkpoints over it. All of them grow only. `audit_pending` names the committed rows that have no leaf
 * yet: ids are given before the commit, so "the rows after the last id" would miss those that commit late.
 */
export class AuditTransparency1763800000012 implements MigrationInterface {
  readonly name = 'AuditTransparency1763800000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
      END
      $$;

      ALTER TABLE audit_logs RENAME TO audit_logs_unparted;
      ALTER TABLE audit_logs_unparted DROP CONSTRAINT audit_logs_pkey;
      DROP INDEX audit_logs_timestamp_idx, audit_logs_event_type_idx, audit_logs_event_category_idx,
        audit_logs_actor_idx, audit_logs_request_id_idx;
      ALTER SEQUENCE audit_logs_id_seq RENAME TO audit_logs_unparted_id_seq;
      CREATE SEQUENCE audit_logs_id_seq;

      CREATE TABLE audit_logs (
        id bigint NOT NULL DEFAULT nextval('audit_logs_id_seq'),
        event_type text NOT NULL,
        event_category text NOT NULL,
        "timestamp" timestamptz(6) NOT NULL,
        user_id text,
        service_account_id text,
        partner_id text,
        actor_role text,
        session_id text,
        ip_address text,
        user_agent text,
        resource_type text,
        resource_id text,
        resource_version text,
        action text NOT NULL,
        status text NOT NULL,
        reason text,
        details jsonb,
        request_id text,
        tenant text,
        canonical text NOT NULL,
        key_id text NOT NULL,
        signature text NOT NULL,
        CONSTRAINT audit_logs_pkey PRIMARY KEY (id, "timestamp"),
        CONSTRAINT audit_logs_event_category_check
          CHECK (event_category IN ('authentication', 'authorization', 'data_operation', 'administration', 'security')),
        CONSTRAINT audit_logs_status_check CHECK (status IN ('success', 'failure', 'denied')),
        CONSTRAINT audit_logs_signature_check CHECK (signature ~ '^[0-9a-f]{64}$')
      ) PARTITION BY RANGE ("timestamp");
      ALTER SEQUENCE audit_logs_id_seq OWNED BY audit_logs.id;

      CREATE INDEX audit_logs_timestamp_idx ON audit_logs ("timestamp");
      CREATE INDEX audit_logs_event_type_idx ON audit_logs (event_type, id DESC);
      CREATE INDEX audit_logs_event_category_idx ON audit_logs (event_category, id DESC);
      CREATE INDEX audit_logs_actor_idx ON audit_logs ((coalesce(user_id, service_account_id, partner_id)), id DESC);
      CREATE INDEX audit_logs_request_id_idx ON audit_logs (request_id);

      -- Row triggers of the parent are cloned to every partition, statement triggers are not: see audit_make_partition.
      CREATE TRIGGER audit_logs_no_change BEFORE UPDATE OR DELETE ON audit_logs
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
      CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON audit_logs
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

      -- ATTACH, unlike PARTITION OF, lets writers of the other months go on.
      CREATE FUNCTION audit_make_partition(month timestamp) RETURNS boolean LANGUAGE plpgsql
        SET search_path = pg_catalog SET timezone = 'UTC' AS $$
      DECLARE
        first timestamp := date_trunc('month', month);
        partition text := 'audit_logs_' || to_char(first, 'YYYY_MM');
      BEGIN
        IF to_regclass('public.' || partition) IS NOT NULL THEN RETURN false; END IF;
        EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
        EXECUTE format(
          'CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON public.%I
             FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change()', partition);
        EXECUTE format('ALTER TABLE public.audit_logs ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
          partition, first::timestamptz, (first + interval '1 month')::timestamptz);
        RETURN true;
      END
      $$;
      REVOKE EXECUTE ON FUNCTION audit_make_partition(timestamp) FROM PUBLIC;

      -- What the application may ask of the owner: the months from this one on, and nothing else.
      CREATE FUNCTION audit_ensure_partitions(months_ahead integer) RETURNS integer LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
      DECLARE
        made integer := 0;
        ahead integer;
      BEGIN
        IF months_ahead IS NULL OR months_ahead NOT BETWEEN 0 AND 36 THEN
          RAISE EXCEPTION 'months_ahead must lie between 0 and 36' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        PERFORM pg_advisory_xact_lock(1763800000012);
        FOR ahead IN 0..months_ahead LOOP
          IF public.audit_make_partition(now()::timestamp + make_interval(months => ahead)) THEN made := made + 1; END IF;
        END LOOP;
        RETURN made;
      END
      $$;
      REVOKE EXECUTE ON FUNCTION audit_ensure_partitions(integer) FROM PUBLIC;
    `);
    await runner.query(`
      SELECT audit_make_partition(month)
      FROM (SELECT DISTINCT date_trunc('month', "timestamp" AT TIME ZONE 'UTC') AS month FROM audit_logs_unparted) AS months
    `);
    // enough that a worker which is dead for a year stops no write
    await runner.query('SELECT audit_ensure_partitions(13)');
    await runner.query(`
      INSERT INTO audit_logs (
        id, event_type, event_category, "timestamp", user_id, service_account_id, partner_id, actor_role, session_id,
        ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details, request_id,
        tenant, canonical, key_id, signature)
      SELECT
        id, event_type, event_category, "timestamp", user_id, service_account_id, partner_id, actor_role, session_id,
        ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details, request_id,
        tenant, canonical, key_id, signature
      FROM audit_logs_unparted;
      SELECT setval('audit_logs_id_seq', last_value, is_called) FROM audit_logs_unparted_id_seq;
      DROP TABLE audit_logs_unparted;
      DROP FUNCTION audit_logs_refuse_change();
    `);
    await runner.query(`
      CREATE TABLE audit_pending (
        audit_id bigint NOT NULL,
        "timestamp" timestamptz(6) NOT NULL,
        CONSTRAINT audit_pending_pkey PRIMARY KEY (audit_id)
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
      INSERT INTO audit_pending SELECT id, "timestamp" FROM audit_logs;

      -- One statement for all rows of an insert, however many.
      CREATE FUNCTION audit_logs_queue() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        INSERT INTO public.audit_pending (audit_id, "timestamp") SELECT id, "timestamp" FROM inserted;
        RETURN NULL;
      END
      $$;
      REVOKE EXECUTE ON FUNCTION audit_logs_queue() FROM PUBLIC;
      CREATE TRIGGER audit_logs_queue AFTER INSERT ON audit_logs
        REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_logs_queue();

      CREATE TABLE audit_leaves (
        leaf_index bigint NOT NULL,
        audit_id bigint NOT NULL,
        audit_timestamp timestamptz(6) NOT NULL,
        leaf_hash bytea NOT NULL,
        CONSTRAINT audit_leaves_pkey PRIMARY KEY (leaf_index),
        CONSTRAINT audit_leaves_audit_id_key UNIQUE (audit_id),
        CONSTRAINT audit_leaves_leaf_index_check CHECK (leaf_index >= 0),
        CONSTRAINT audit_leaves_leaf_hash_check CHECK (octet_length(leaf_hash) = 32)
      );
      CREATE INDEX audit_leaves_audit_timestamp_idx ON audit_leaves USING brin (audit_timestamp);

      -- One row for each full group of 256 nodes of the level below; level 0 are the leaves.
      CREATE TABLE audit_tree_nodes (
        level smallint NOT NULL,
        node_index bigint NOT NULL,
        node_hash bytea NOT NULL,
        CONSTRAINT audit_tree_nodes_pkey PRIMARY KEY (level, node_index),
        CONSTRAINT audit_tree_nodes_level_check CHECK (level BETWEEN 1 AND 7),
        CONSTRAINT audit_tree_nodes_node_hash_check CHECK (octet_length(node_hash) = 32)
      );

      CREATE TABLE audit_checkpoints (
        number bigint NOT NULL,
        tree_size bigint NOT NULL,
        root_hash bytea NOT NULL,
        note text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (number),
        CONSTRAINT audit_checkpoints_tree_size_key UNIQUE (tree_size),
        CONSTRAINT audit_checkpoints_number_check CHECK (number > 0),
        CONSTRAINT audit_checkpoints_root_hash_check CHECK (octet_length(root_hash) = 32)
      );

      -- Whose turn it is. A writer with an older fence, or with another size in mind, finds no row to update.
      CREATE TABLE audit_sequencer (
        id smallint NOT NULL DEFAULT 1,
        fence bigint NOT NULL DEFAULT 0,
        tree_size bigint NOT NULL DEFAULT 0,
        checkpoint_number bigint NOT NULL DEFAULT 0,
        CONSTRAINT audit_sequencer_pkey PRIMARY KEY (id),
        CONSTRAINT audit_sequencer_one_row_check CHECK (id = 1)
      );
      INSERT INTO audit_sequencer DEFAULT VALUES;
    `);
    await runner.query(`
      CREATE TRIGGER audit_leaves_no_change BEFORE UPDATE OR DELETE ON audit_leaves
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
      CREATE TRIGGER audit_leaves_no_truncate BEFORE TRUNCATE ON audit_leaves
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
      CREATE TRIGGER audit_tree_nodes_no_change BEFORE UPDATE OR DELETE ON audit_tree_nodes
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
      CREATE TRIGGER audit_tree_nodes_no_truncate BEFORE TRUNCATE ON audit_tree_nodes
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
      CREATE TRIGGER audit_checkpoints_no_change BEFORE UPDATE OR DELETE ON audit_checkpoints
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
      CREATE TRIGGER audit_checkpoints_no_truncate BEFORE TRUNCATE ON audit_checkpoints
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
    `);
    await runner.query(`
      -- Partitions get no grant: they are reached by way of their parent only.
      GRANT SELECT, INSERT ON audit_logs TO gatehouse_app;
      GRANT USAGE ON SEQUENCE audit_logs_id_seq TO gatehouse_app;
      GRANT SELECT, INSERT ON audit_leaves, audit_tree_nodes, audit_checkpoints TO gatehouse_app;
      GRANT SELECT, DELETE ON audit_pending TO gatehouse_app;
      GRANT SELECT, UPDATE ON audit_sequencer TO gatehouse_app;
      GRANT EXECUTE ON FUNCTION audit_ensure_partitions(integer) TO gatehouse_app;
    `);
  }

  /** The rows stay; the tree over them and its checkpoints go. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audit_sequencer, audit_checkpoints, audit_tree_nodes, audit_leaves, audit_pending;
      CREATE TABLE audit_logs_carried AS TABLE audit_logs;
      CREATE TABLE audit_logs_sequence AS SELECT last_value, is_called FROM audit_logs_id_seq;
      DROP TABLE audit_logs;
      DROP FUNCTION audit_logs_queue();
      DROP FUNCTION audit_ensure_partitions(integer);
      DROP FUNCTION audit_make_partition(timestamp);
      DROP FUNCTION audit_refuse_change();
    `);
    await new Audit1763800000004().up(runner);
    await runner.query(`
      INSERT INTO audit_logs (
        id, event_type, event_category, "timestamp", user_id, service_account_id, partner_id, actor_role, session_id,
        ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details, request_id,
        tenant, canonical, key_id, signature)
      SELECT
        id, event_type, event_category, "timestamp", user_id, service_account_id, partner_id, actor_role, session_id,
        ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details, request_id,
        tenant, canonical, key_id, signature
      FROM audit_logs_carried;
      SELECT setval('audit_logs_id_seq', last_value, is_called) FROM audit_logs_sequence;
      DROP TABLE audit_logs_carried, audit_logs_sequence;
    `);
  }
}
