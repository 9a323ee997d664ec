import { COUNTED_ROWS, type CountedRows } from '@gatehouse/contracts';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * Reads rows and says how many the conditions hold for, whatever the limit, in the same statement. Counting ends one
 * beyond `COUNTED_ROWS`: a list of millions is not read to its end for a number.
 */
export async function listCounted<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
): Promise<CountedRows<Row>> {
  const counted = query
    .clone()
    .select('1', 'one')
    .orderBy()
    .limit(COUNTED_ROWS + 1);
  const { entities, raw } = await query
    .addSelect(`(SELECT count(*)::int FROM (${counted.getQuery()}) AS counted)`, 'counted')
    .getRawAndEntities<{ counted: number }>();
  return { rows: entities, count: raw[0]?.counted ?? 0 };
}
