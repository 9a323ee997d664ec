import { randomUUID } from 'node:crypto';
import { CreateUser } from '@gatehouse/accounts';
import { runInRequestContext } from '@gatehouse/contracts';
import type { INestApplication } from '@nestjs/common';

export interface BenchUser {
  readonly login: string;
  readonly password: string;
}

/** Makes users of the console: one for each lane, because attempts for one account wait for one another. */
export async function makeUsers(api: INestApplication, count: number): Promise<readonly BenchUser[]> {
  const createUser = api.get(CreateUser, { strict: false });
  const users: BenchUser[] = [];
  for (let index = 0; index < count; index += 1) {
    const { login, oneTimePassword } = await createUser.execute({ login: `bench-${randomUUID()}`, role: 'viewer' });
    users.push({ login, password: oneTimePassword });
  }
  return users;
}

/** Works as a request would, from an address of its own. */
export function asRequest<T>(work: () => Promise<T>): Promise<T> {
  return runInRequestContext({ requestId: randomUUID(), ip: '127.0.0.1' }, work);
}

/** Lets each lane take one of these, so that no two lanes have the same at once; what it brings back takes its place. */
export function taking<T>(things: readonly T[], work: (thing: T) => Promise<T>): () => Promise<void> {
  const free = [...things];
  return async () => {
    const thing = free.shift();
    if (thing === undefined) throw new Error('There are more lanes than things to take.');
    free.push(await work(thing));
  };
}
