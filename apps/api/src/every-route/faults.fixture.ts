import pg from 'pg';
import { vi } from 'vitest';
import type { WholeApi } from '../whole-api.fixture.ts';

export interface Fault {
  readonly name: string;
  /** Meets the change and not its entry, so it says nothing of a route that only tells. */
  readonly meetsChangesOnly?: true;
  /** Puts the fault in place. @returns what takes it away again */
  readonly inject: (api: WholeApi) => Promise<() => Promise<void>>;
}

/** The commit itself fails, by triggers that wait for it: change and entry are both written by then. */
function atCommit(statement: string, tables: string): Fault['inject'] {
  return async ({ database: { owner } }) => {
    await owner.query(
      `CREATE FUNCTION fault_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${statement}; RETURN NULL; END $$`,
    );
    const { rows } = await owner.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
         AND relkind IN ('r', 'p') AND NOT relispartition AND relname ~ $1`,
      [tables],
    );
    for (const { name } of rows)
      await owner.query(
        `CREATE CONSTRAINT TRIGGER fault_at_commit AFTER INSERT OR UPDATE OR DELETE ON ${pg.escapeIdentifier(name)}
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault_at_commit()`,
      );
    return async () => {
      await owner.query('DROP FUNCTION fault_at_commit() CASCADE');
    };
  };
}

const DISK_FULL = `RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'`;
const ENTRIES = '^audit_logs$';
const CHANGES = '^(?!audit_|schema_migrations)';

export const FAULTS: readonly Fault[] = [
  {
    // nothing is said to Postgres: whoever swallows this error commits a change without its entry
    name: 'after the change, when the entry is to be written',
    inject: async ({ trail }) => {
      const away = () => Promise.reject(new Error('The audit trail is unavailable.'));
      const spies = [
        vi.spyOn(trail, 'record').mockImplementation(away),
        vi.spyOn(trail, 'recordAll').mockImplementation(away),
        vi.spyOn(trail, 'recordAlone').mockImplementation(away),
      ];
      return async () => spies.forEach((spy) => spy.mockRestore());
    },
  },
  { name: 'after the entry, at the commit', inject: atCommit(DISK_FULL, ENTRIES) },
  {
    name: 'after the entry, by a connection that breaks',
    inject: atCommit('PERFORM pg_terminate_backend(pg_backend_pid())', ENTRIES),
  },
  {
    // an entry that went another way than its change would stay
    name: 'after the entry, at the commit of the change alone',
    meetsChangesOnly: true,
    inject: atCommit(DISK_FULL, CHANGES),
  },
];
