import { SignIn } from '@gatehouse/accounts';
import { PasswordHasher } from '@gatehouse/credentials';
import argon2 from 'argon2';
import type { BenchRow } from '../bench-row.ts';
import { asRequest, makeUsers, taking } from '../bench-users.ts';
import { lanes } from '../compare.ts';

const AT_ONCE = 8;

/** A whole sign-in (attempt counted, session opened, tokens made, audited) against the password check alone, by argon2 itself. */
export const login: BenchRow = {
  name: 'login',
  prepare: async ({ api }) => {
    const users = await makeUsers(api, AT_ONCE);
    const signIn = api.get(SignIn, { strict: false });
    const password = 'as long as the others are';
    // its parameters travel with the hash
    const hash = await api.get(PasswordHasher, { strict: false }).hash(password);
    return {
      product: lanes(
        AT_ONCE,
        taking(users, async (user) => {
          await asRequest(() => signIn.execute(user));
          return user;
        }),
      ),
      floor: lanes(AT_ONCE, () => argon2.verify(hash, password)),
    };
  },
};
