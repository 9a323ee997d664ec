import { vi } from 'vitest';
import type { WholeApi } from './whole-api.fixture-spec.ts';

export interface Fault {
  readonly name: string;
  /** Puts the fault in place. @returns what takes it away again */
  readonly inject: (api: WholeApi) => Promise<() => Promise<void>>;
}

/** The commit itself fails, by a trigger that waits for it: change and entry are both written by then. */
function atCommit(name: string, statement: string): Fault {
  return {
    name,
    inject: async ({ database: { owner } }) => {
      await owner.query(
        `CREATE FUNCTION fault_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${statement}; RETURN NULL; END $$`,
      );
      await owner.query(
        `CREATE CONSTRAINT TRIGGER fault_at_commit AFTER INSERT ON audit_logs DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION fault_at_commit()`,
      );
      return async () => {
        await owner.query('DROP FUNCTION fault_at_commit() CASCADE');
      };
    },
  };
}

export const FAULTS: readonly Fault[] = [
  {
    // nothing is said to Postgres: whoever swallows this error commits a change without its entry
    name: 'after the change, when the entry is to be written',
    inject: async ({ trail }) => {
      const away = () => Promise.reject(new Error('The audit trail is away.'));
      const spies = [
        vi.spyOn(trail, 'record').mockImplementation(away),
        vi.spyOn(trail, 'recordAlone').mockImplementation(away),
      ];
      return async () => spies.forEach((spy) => spy.mockRestore());
    },
  },
  atCommit('after the entry, at the commit', `RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'`),
  atCommit('after the entry, by a connection that breaks', 'PERFORM pg_terminate_backend(pg_backend_pid())'),
];
