import { currentRequestContext } from '@gatehouse/contracts';
import { DataSource } from 'typeorm';
import type { Pool, PoolClient } from 'pg';

/** Finds the providers of an app. */
interface Providers {
  get(token: unknown, options: { readonly strict: false }): unknown;
}

export interface RoundTrips {
  /** What was sent for a request, in order: each waited for its answer, BEGIN and COMMIT like any other. */
  of(requestId: string): readonly string[];
}

/** Counts the statements of each request on every connection of an app's pool. What schedules send belongs to no request. */
export function countRoundTrips(app: Providers): RoundTrips {
  const sent = new Map<string, string[]>();
  const { master } = (app.get(DataSource, { strict: false }) as DataSource).driver as unknown as {
    readonly master: Pool;
  };
  const watched = new WeakSet<PoolClient>();
  master.on('acquire', (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query.bind(client) as (...parameters: unknown[]) => unknown;
    Object.assign(client, {
      query: (...parameters: unknown[]) => {
        const requestId = currentRequestContext()?.requestId;
        if (requestId !== undefined) sent.set(requestId, [...(sent.get(requestId) ?? []), textOf(parameters[0])]);
        return query(...parameters);
      },
    });
  });
  return { of: (requestId) => sent.get(requestId) ?? [] };
}

function textOf(statement: unknown): string {
  return typeof statement === 'string' ? statement : (statement as { readonly text: string }).text;
}
