import { Injectable } from '@nestjs/common';
import { HealthCheck, type HealthResult } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';

@Injectable()
export class PostgresHealth extends HealthCheck {
  readonly name = 'postgres';
  override readonly critical = true;

  constructor(private readonly database: Database) {
    super();
  }

  async check(): Promise<HealthResult> {
    await this.database.query('SELECT 1');
    return { status: 'up' };
  }
}
