import { AuditSearch } from '@gatehouse/audit';
import type { ReadRecord } from '@gatehouse/contracts';
import type { Bench, BenchRow, Figure } from '../bench-row.ts';
import { questions, type Sample } from '../audit-log/search-samples.ts';
import { lanes } from '../compare.ts';

const PAGE = 51;
const SAMPLES = 40;
const LONGEST_MS = 100;

/** The same entries by their keys, from the months that they stand in. */
const BY_KEY = `
  SELECT found.* FROM unnest($1::bigint[], $2::timestamptz[]) AS wanted (id, at)
  CROSS JOIN LATERAL (SELECT * FROM audit_logs WHERE id = wanted.id AND "timestamp" = wanted.at LIMIT 1) AS found`;

/** One page of every question that is answered by an index, against the same rows by their keys; and p95 of each question. */
export const auditSearch: BenchRow = {
  name: 'audit-search',
  prepare: async ({ api, pool, owner }) => {
    const search = api.get(AuditSearch, { strict: false });
    const page = ({ filter, beyond }: Sample) => search.page({ filter, beyond, direction: 'older', limit: PAGE });
    const all = await questions(owner, SAMPLES, 1);
    const mixed = all.filter(({ indexed }) => indexed).flatMap(({ samples }) => samples.slice(0, 3));
    const answers: (readonly ReadRecord[])[] = [];
    for (const sample of mixed) answers.push(await page(sample));
    const keys = answers.map((rows) => [rows.map(({ id }) => id), rows.map(({ timestamp }) => timestamp)]);
    let [asked, fetched] = [0, 0];
    return {
      product: lanes(1, () => page(mixed[asked++ % mixed.length] ?? { filter: {} })),
      floor: lanes(1, () => pool.query(BY_KEY, keys[fetched++ % keys.length])),
      figures: () => latencies({ owner }, page),
    };
  },
};

/** Each value is new to the database's cache of pages, as far as 40 values a question can be. */
async function latencies({ owner }: Pick<Bench, 'owner'>, page: (sample: Sample) => Promise<unknown>) {
  const figures: Figure[] = [];
  for (const { name, indexed, samples } of await questions(owner, SAMPLES, 2)) {
    const times: number[] = [];
    for (const sample of samples) {
      const startedAt = performance.now();
      await page(sample);
      times.push(performance.now() - startedAt);
    }
    const sorted = times.toSorted((a, b) => a - b);
    const value = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
    figures.push({ name: `p95 of ${name}`, value, unit: 'ms', ...(indexed && { atMost: LONGEST_MS }) });
  }
  return figures;
}
