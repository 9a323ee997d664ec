import { Clock, GatehouseError, type ReadRecord, UnitOfWork } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import {
  type AuditFilter,
  AuditSearch,
  type ExportStep,
  type Party,
  type Position,
  type Reading,
  type SearchStep,
} from '../domain/audit-search.ts';
import type { StoredRow } from '../domain/check-record.ts';
import { searchWindows } from '../domain/search-windows.ts';
import { filterStatement, routineStatement, type Several, wordsStatement } from './audit-search-sql.ts';

/** A batch of an export may have to walk over many rows that do not fit. Milliseconds. */
const EXPORT_TIMEOUT_MS = 30_000;
const QUERY_CANCELLED = '57014';
const ROUTINE = ['token_refreshed', 'audit_read'] as const;

/**
 * Accounts are deleted with their row and forget their former names; who looks for what one of them did may know it by
 * either. The entries that tell of accounts have all names: few, and found by the index on their types.
 */
const idsOf = (column: string) => `
  SELECT $1::text AS id WHERE EXISTS (SELECT FROM audit_logs WHERE ${column} = $1)
  UNION
  SELECT resource_id FROM audit_logs
  WHERE event_type IN ('service_account_created', 'service_account_updated', 'service_account_deleted')
    AND (lower(details ->> 'name') = lower($1) OR details ->> 'clientId' = $1)`;
const IDS_OF = {
  actor: idsOf('coalesce(user_id, service_account_id, partner_id)'),
  resource: idsOf('resource_id'),
} as const satisfies Record<Party, string>;

/** Reads with its own statements, apart from those that write: they change for other reasons. */
@Injectable()
export class PostgresAuditSearch extends AuditSearch {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {
    super();
  }

  override page(step: SearchStep): Promise<readonly ReadRecord[]> {
    const { filter, direction } = step;
    // one request or session has few entries, and words know no months: in steps, all would be gone through several times
    const single = [filter.requestId, filter.sessionId, filter.text].some((given) => given !== undefined);
    return inTime(() => (direction === 'newer' || single ? this.search(step) : this.searchBackwards(step)));
  }

  override async countRoutine(step: SearchStep, oldest: Position | undefined): Promise<number | undefined> {
    const { filter } = step;
    if (filter.text !== undefined) return undefined;
    const types = ROUTINE.filter((type) => filter.types?.includes(type) ?? true);
    if (types.length === 0 || (filter.status ?? 'success') !== 'success') return 0;
    const from = oldest?.timestamp ?? filter.from;
    const wanted: SearchStep = { ...step, filter: { ...filter, types, status: 'success', from, routine: undefined } };
    try {
      const [row] = await this.database.query<{ count: number }>(
        routineStatement({ ...severalOf(wanted.filter), types: true }),
        parametersOf(wanted),
      );
      return row?.count;
    } catch (error) {
      if ((error as { code?: unknown }).code === QUERY_CANCELLED) return undefined;
      throw error;
    }
  }

  override exportBatch({ upTo, ...step }: ExportStep): Promise<readonly ReadRecord[]> {
    return inTime(() =>
      this.unitOfWork.run(async () => {
        await this.database.query(`SELECT set_config('statement_timeout', $1, true)`, [String(EXPORT_TIMEOUT_MS)]);
        return this.search({ ...step, direction: 'newer' }, upTo);
      }),
    );
  }

  override async highestId(): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string | null }>('SELECT max(id)::text AS id FROM audit_logs');
    return row?.id ?? undefined;
  }

  override async idsOf(party: Party, name: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(IDS_OF[party], [name]);
    return rows.map(({ id }) => id);
  }

  override async entry(id: string): Promise<StoredRow | undefined> {
    // A year before Christ prints like one after, so a changed era would go unseen: such a time comes back as NULL.
    const [row] = await this.database.query<StoredRow>(
      `SELECT id::text, event_type, event_category,
              CASE WHEN "timestamp" >= '0001-01-02' THEN
                to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') END AS "timestamp",
              user_id, service_account_id, partner_id, actor_role, session_id, ip_address, user_agent,
              resource_type, resource_id, resource_version, action, status, reason, details::text, request_id, tenant,
              canonical, key_id, signature
       FROM audit_logs WHERE audit_logs.id = $1 LIMIT 1`,
      [id],
    );
    return row;
  }

  override async wasRead({ actor, sessionId, details }: Reading, seconds: number): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1 FROM audit_logs
       WHERE coalesce(user_id, service_account_id, partner_id) = $1 AND event_type = 'audit_read'
         AND "timestamp" > now() - make_interval(secs => $4)
         AND session_id IS NOT DISTINCT FROM $2 AND details = $3::jsonb
       LIMIT 1`,
      [actor, sessionId, JSON.stringify(details), seconds],
    );
    return rows.length > 0;
  }

  private async searchBackwards(step: SearchStep): Promise<readonly ReadRecord[]> {
    const newest = step.beyond ? new Date(step.beyond.timestamp) : this.clock.now();
    const rows: ReadRecord[] = [];
    for (const window of searchWindows(step.filter, newest)) {
      const limit = step.limit - rows.length;
      rows.push(...(await this.search({ ...step, filter: { ...step.filter, ...window }, limit })));
      if (rows.length === step.limit) break;
    }
    return rows;
  }

  private async search(step: SearchStep, upTo?: string): Promise<readonly ReadRecord[]> {
    const { filter, direction } = step;
    const several = severalOf(filter);
    const parameters = parametersOf(step, upTo);
    if (filter.text === undefined)
      return this.database.query<ReadRecord>(filterStatement(direction, several), parameters);
    const lists = [setOf(filter.actors), setOf(filter.resourceIds)];
    const few = [...lists, filter.ip, filter.requestId, filter.sessionId].some(Boolean);
    const mark = await this.leavesInWordIndex();
    const statement = wordsStatement(direction, several, few);
    return this.database.query<ReadRecord>(statement, [...parameters, filter.text, mark]);
  }

  private async leavesInWordIndex(): Promise<string | undefined> {
    const [row] = await this.database.query<{ leaves: string }>('SELECT leaves FROM audit_words_progress WHERE id = 1');
    return row?.leaves;
  }
}

function severalOf({ types, actors, resourceIds }: AuditFilter): Several {
  return {
    types: isSeveral(setOf(types)),
    actors: isSeveral(setOf(actors)),
    resources: isSeveral(setOf(resourceIds)),
  };
}

/** In the order that the statements have them. */
function parametersOf({ filter, beyond, limit }: SearchStep, upTo?: string): readonly unknown[] {
  return [
    filter.from,
    filter.to,
    filter.category,
    setOf(filter.types),
    filter.status,
    setOf(filter.actors),
    filter.resourceType,
    setOf(filter.resourceIds),
    filter.ip,
    filter.requestId,
    filter.sessionId,
    beyond?.timestamp,
    beyond?.id,
    limit,
    upTo,
    filter.routine,
  ];
}

function setOf<T>(values: readonly T[] | undefined): readonly T[] | undefined {
  return values && values.length > 0 ? [...new Set(values)] : undefined;
}

const isSeveral = (values: readonly unknown[] | undefined): boolean => values !== undefined && values.length > 1;

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: unknown }).code !== QUERY_CANCELLED) throw error;
    throw new GatehouseError(
      'AUDIT_SEARCH_TOO_BROAD',
      'The search took too long. Set a shorter time range, or add a type, actor, resource or request id.',
      { cause: error },
    );
  }
}
