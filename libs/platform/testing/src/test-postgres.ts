import { inject } from 'vitest';

/** The Postgres of this test run, as the global setup started it. */
export interface TestPostgres {
  readonly port: number;
  /** Databases that are only ever cloned. */
  readonly templates: { readonly migrated: string; readonly empty: string };
  readonly passwords: { readonly superuser: string; readonly owner: string; readonly app: string };
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestPostgres;
  }
}

export function testPostgres(): TestPostgres {
  // undefined in a suite whose configuration names no global setup
  const postgres = inject('postgres') as TestPostgres | undefined;
  if (!postgres) throw new Error('this suite has no servers: name the test *.medium-spec.ts');
  return postgres;
}
