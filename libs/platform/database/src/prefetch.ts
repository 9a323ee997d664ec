import { PreparedStatement } from './prepared-statement.ts';

type Row = Record<string, unknown>;

const PREFIX = 'prefetched_';
const FOUND = `${PREFIX}found`;

/** Values that the first read of an optimistic unit of work brings along, so that they cost no round trip of their own. */
export class Prefetch<Values extends object> {
  private readonly folded = new WeakMap<PreparedStatement, PreparedStatement>();

  /** @param columns the SQL of each value */
  constructor(private readonly columns: Readonly<Record<keyof Values & string, string>>) {}

  /** The read with these values in each row; when it finds nothing, with a row of the values alone. */
  fold(read: PreparedStatement): PreparedStatement {
    const statement = this.folded.get(read) ?? new PreparedStatement(this.textOf(read));
    this.folded.set(read, statement);
    return statement;
  }

  /** Parts the rows of such a read from the values. */
  unfold(rows: readonly Row[]): { readonly found: readonly Row[]; readonly values: Values } {
    const [first = {}] = rows;
    const names = Object.keys(this.columns);
    const values = Object.fromEntries(names.map((name) => [name, first[PREFIX + name]])) as Values;
    const found = first[FOUND] === true ? rows : [];
    for (const row of found)
      for (const name of [FOUND, ...names.map((one) => PREFIX + one)]) Reflect.deleteProperty(row, name);
    return { found, values };
  }

  private textOf({ text }: PreparedStatement): string {
    const columns = Object.entries<string>(this.columns).map(([name, sql]) => `${sql} AS "${PREFIX}${name}"`);
    return `
      WITH prefetched AS MATERIALIZED (SELECT ${columns.join(', ')})
      SELECT prefetched.*, found.* FROM prefetched
      LEFT JOIN (SELECT true AS "${FOUND}", read.* FROM (${text}) AS read) AS found ON true`;
  }
}
