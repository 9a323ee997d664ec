// What `npm start` says about signing in.
import { connectWhenReady } from '@gatehouse/local-servers';

/** @typedef {{ host: string, port: number, user: string, password: string, database: string }} Connection */

/**
 * Whether the first administrator still has the password that they were given: nobody has changed or reset it.
 * @param {Connection} connection @param {string} login
 * @returns {Promise<boolean | undefined>} `undefined` when there is no such user
 */
export async function oneTimePasswordHolds(connection, login) {
  const client = await connectWhenReady(connection);
  try {
    const { rows } = await client.query(
      `SELECT must_change_password AND password_changed_at = created_at AS holds FROM users
       WHERE canonical_login = lower($1)`,
      [login],
    );
    return rows[0]?.holds;
  } finally {
    await client.end();
  }
}

/**
 * The one-time password is printed once; after that it is only said where it is, for as long as it holds.
 * @param {{ login: string, file: string, password?: string, holds?: boolean | undefined }} known `password` on the first
 *   start; `holds` where it could be asked
 * @returns {string[]}
 */
export function signInLines({ login, file, password, holds }) {
  if (password !== undefined)
    return [
      `  Sign in   ${login}`,
      `  Password  ${password}`,
      '            One-time: you choose your own at the first sign-in. It is not printed again;',
      `            until then it is in ${file}`,
    ];
  if (holds === false) return [`  Sign in   ${login}, with your password`];
  const before = holds ? '' : 'your password; before the first sign-in, ';
  return [`  Sign in   ${login}, with ${before}the one-time password in`, `            ${file}`];
}
