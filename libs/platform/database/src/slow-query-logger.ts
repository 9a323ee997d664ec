import { Logger as NestLogger } from '@nestjs/common';
import type { Logger, QueryRunner } from 'typeorm';
import type { PreparedStatement } from './prepared-statement.ts';

type OnSlowQuery = () => void;

/**
 * Logs queries over the limit with their plan. Statements hold no values (they are parameterised) and the plan is
 * the generic one, so no parameter, and with it no secret, can reach the log.
 */
export class SlowQueryLogger implements Logger {
  private readonly logger = new NestLogger('Database');
  private explaining = false;

  constructor(private readonly onSlow: OnSlowQuery = () => undefined) {}

  logQuerySlow(
    durationMs: number,
    query: string | PreparedStatement,
    _parameters?: unknown[],
    queryRunner?: QueryRunner,
  ): void {
    this.onSlow();
    const statement = String(query);
    void this.explain(statement, queryRunner).then((plan) => {
      this.logger.warn({ slowQuery: { durationMs, statement: statement.slice(0, 2000), plan } }, 'Slow query');
    });
  }

  logQueryError(error: string | Error, query: string | PreparedStatement): void {
    const { code, message } = error as { code?: string; message?: string };
    this.logger.debug(
      { code, statement: String(query).slice(0, 2000), reason: code ? undefined : message },
      'Query failed',
    );
  }

  logMigration(message: string): void {
    this.logger.log(message);
  }

  logQuery(): void {
    // every statement would drown the log; slow and failed ones are told
  }

  logSchemaBuild(): void {
    // the schema is never built from entities
  }

  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    if (level === 'warn') this.logger.warn(message);
  }

  private async explain(query: string, queryRunner: QueryRunner | undefined): Promise<unknown> {
    if (!queryRunner || this.explaining || !/^\s*select\b/i.test(query)) return undefined;
    this.explaining = true;
    try {
      // on a connection of its own, so that a failure cannot spoil the caller's transaction
      const statement = `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${query}`;
      const rows = await queryRunner.dataSource.query<{ 'QUERY PLAN': unknown }[]>(statement);
      return rows[0]?.['QUERY PLAN'];
    } catch {
      return undefined;
    } finally {
      this.explaining = false;
    }
  }
}
