import pg from 'pg';
import type { WholeApi } from '../whole-api.fixture.ts';

/**
 * What is written apart from any change, so that it says nothing of one. Everything else in the database counts.
 * - `service_account_secrets.last_used_at`: notes that a secret was right, to the minute, whatever was asked with it.
 * - `sign_in_attempts`, all of it: a try counts before it is looked at, and stays counted whatever becomes of it, so that
 *   nobody who brings the system to fail has a guess for nothing.
 * - `alerts` and the jobs that deliver them: what failed may be worth an alert, which is raised apart from the change.
 * - `outbox.published_at`, `outbox.attempts`: the relay's own notes, about rows of requests that succeeded before.
 */
const NOTES: Readonly<Record<string, readonly string[]>> = {
  service_account_secrets: ['last_used_at'],
  outbox: ['published_at', 'attempts'],
};

const NOTES_ONLY: readonly string[] = ['sign_in_attempts', 'alerts'];
const NO_CHANGE = "to_jsonb(t) ->> 'name' = 'deliver-alert'";

export interface Entry {
  readonly type: string;
  readonly status: string;
  readonly requestId: string;
}

/** Reads the whole state that an operation could leave: every table of the database, and every stored file. */
export class Ledger {
  constructor(private readonly api: WholeApi) {}

  /** A digest of each table, by name; equal states have equal digests. */
  async state(): Promise<Readonly<Record<string, string>>> {
    const digests: [string, string][] = [];
    for (const table of await this.tables()) {
      if (NOTES_ONLY.includes(table)) continue;
      const { rows } = await this.api.database.owner.query<{ digest: string }>(
        `SELECT count(*) || ' rows, ' || md5(coalesce(string_agg(line, E'\\n' ORDER BY line), '')) AS digest
         FROM (SELECT (to_jsonb(t) - $1::text[])::text AS line FROM ${pg.escapeIdentifier(table)} t
               WHERE (${NO_CHANGE}) IS NOT TRUE)`,
        [NOTES[table] ?? []],
      );
      digests.push([table, rows[0]?.digest ?? '']);
    }
    return { ...Object.fromEntries(digests), 'stored files': this.api.files().join('\n') };
  }

  /** Every row of every table as text, all columns, with nothing left out. */
  async everyRow(): Promise<readonly { readonly table: string; readonly text: string }[]> {
    const found: { table: string; text: string }[] = [];
    for (const table of await this.tables()) {
      const { rows } = await this.api.database.owner.query<{ text: string }>(
        `SELECT to_jsonb(t)::text AS text FROM ${pg.escapeIdentifier(table)} t`,
      );
      found.push(...rows.map(({ text }) => ({ table, text })));
    }
    return found;
  }

  async lastEntry(): Promise<string> {
    const { rows } = await this.api.database.owner.query<{ last: string }>(
      'SELECT coalesce(max(id), 0)::text AS last FROM audit_logs',
    );
    return rows[0]?.last ?? '0';
  }

  async entriesAfter(id: string): Promise<readonly Entry[]> {
    const { rows } = await this.api.database.owner.query<Entry>(
      `SELECT event_type AS type, status, request_id AS "requestId" FROM audit_logs WHERE id > $1 ORDER BY id`,
      [id],
    );
    return rows;
  }

  private async tables(): Promise<readonly string[]> {
    const { rows } = await this.api.database.owner.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }
}
