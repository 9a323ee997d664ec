import { randomInt } from 'node:crypto';
import type { Database } from './database.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 6;

/** The name that this database was given by the first process that asked; all others find the same. */
export async function storedInstallationName(database: Pick<Database, 'query'>): Promise<string> {
  const known = await readName(database);
  if (known !== undefined) return known;
  const name = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  await database.query('INSERT INTO installation (name) VALUES ($1) ON CONFLICT DO NOTHING', [name]);
  return (await readName(database)) ?? name;
}

async function readName(database: Pick<Database, 'query'>): Promise<string | undefined> {
  const [row] = await database.query<{ name: string }>('SELECT name FROM installation');
  return row?.name;
}
