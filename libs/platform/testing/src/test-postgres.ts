/** The Postgres of this test run, as the global setup started it. */
export interface TestPostgres {
  readonly port: number;
  /** Databases that are only ever cloned. */
  readonly templates: { readonly migrated: string; readonly empty: string };
  readonly passwords: { readonly superuser: string; readonly owner: string; readonly app: string };
}

export function testPostgres(): TestPostgres {
  const postgres = process.env['GATEHOUSE_TEST_POSTGRES'];
  if (postgres === undefined) throw new Error('this suite has no servers: name the test *.medium-spec.ts');
  return JSON.parse(postgres) as TestPostgres;
}
