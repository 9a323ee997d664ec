import type { Checkpoint } from '@gatehouse/audit-bundle';

/**
 * How the database stands to the newest checkpoint outside of it.
 * - `agrees`: the outside tree is a part of this one, or there is nothing outside
 * - `ahead`: the outside checkpoint covers more rows: the database was restored from an older copy, or its tail was cut
 * - `differs`: the same number of rows, and other ones
 */
export type Standing =
  | { readonly kind: 'agrees'; readonly outside: Checkpoint | undefined }
  | { readonly kind: 'ahead' | 'differs'; readonly outside: Checkpoint; readonly noteHash: string };

/** Both mean that this is not the database that the outside checkpoint was made of. */
export function isOlderDatabase(standing: Standing): standing is Extract<Standing, { kind: 'ahead' | 'differs' }> {
  return standing.kind !== 'agrees';
}

export function describeStanding(standing: Standing, size: number): string {
  if (standing.kind === 'agrees') return 'the database agrees with the last external checkpoint';
  const { outside } = standing;
  const told = `checkpoint ${outside.number} of ${outside.time.toISOString()} covers ${outside.size} entries`;
  return standing.kind === 'ahead'
    ? `The external ${told}, but the database has ${size}: the database is older.`
    : `The external ${told}, but the database has different ones in their place.`;
}
