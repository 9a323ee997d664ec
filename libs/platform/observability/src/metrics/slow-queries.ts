import { Counter, register } from 'prom-client';

const NAME = 'database_slow_queries_total';

/** Counts a statement over the slow limit. Made at the first use: the database is set up before there are providers. */
export function countSlowQuery(): void {
  const known = register.getSingleMetric(NAME) as Counter | undefined;
  (known ?? new Counter({ name: NAME, help: 'Statements over the slow limit' })).inc();
}
