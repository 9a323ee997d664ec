import { randomBytes } from 'node:crypto';
import { type AccessTokenRequest, type JsonObject, type Role, TokenIssuer } from '@gatehouse/contracts';
import { PasswordHasher } from '@gatehouse/credentials';
import { uuidv7 } from '@gatehouse/crypto';
import type { WholeApi } from '../whole-api.fixture.ts';
import { appCode, typed } from './authenticator.fixture.ts';
import { type Operation, operationOf } from './operations.fixture.ts';

export interface UploadPart {
  readonly bytes: Buffer;
  readonly name: string;
  readonly type: string;
  readonly field?: string;
}

/** What a call of an operation is filled with. */
export interface RouteRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: { readonly type: string; readonly text: string };
  readonly upload?: UploadPart;
  /** An administrator unless told. */
  readonly as?: AccessTokenRequest | 'nobody';
}

export interface RouteAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Person {
  readonly id: string;
  readonly login: string;
  readonly password: string;
}

/** Somebody who signs in with two steps. */
export interface TwoStepPerson extends Person {
  /** Good once, and not for long. */
  readonly code: string;
}

export interface ServiceAccount {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly secretId: string;
}

const SOMEBODY = '0192f0c1-2345-7abc-8def-0123456789ab';

export function principal(role: Role, subject = SOMEBODY): AccessTokenRequest {
  return { subject, kind: 'user', role, scope: '' };
}

/** Calls operations by their id, and makes what they need to stand on. */
export class Caller {
  /** Every token, secret and code that the API has made and answered with, and what it is. */
  readonly issued = new Map<string, string>();
  private admin: Promise<Person> | undefined;
  private count = 0;
  private readonly run = randomBytes(3).toString('hex');

  constructor(
    readonly api: WholeApi,
    /** What is put where something secret belongs. */
    readonly secret: () => string = () => randomBytes(16).toString('hex'),
  ) {}

  /** A name that nothing else here has. */
  unique(prefix: string): string {
    this.count += 1;
    return `${prefix}-${this.run}-${this.count}`;
  }

  async call(operation: Operation | string, request: RouteRequest = {}): Promise<RouteAnswer> {
    const { method, path } = typeof operation === 'string' ? operationOf(operation) : operation;
    const query = new URLSearchParams(request.query).toString();
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(request.params?.[name] ?? 'none'),
    );
    this.count += 1;
    const url = this.api.urls[this.count % this.api.urls.length] ?? '';
    const response = await fetch(`${url}${address}${query === '' ? '' : `?${query}`}`, {
      method,
      headers: { ...(await this.headersOf(request)), ...request.headers },
      ...bodyOf(request),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text, body: readObject(text) };
    for (const [kind, secret] of issuedIn(answer)) this.issued.set(secret, kind);
    return answer;
  }

  /** As `call`, for what has to work before the test can begin. */
  async succeed(operation: string, request: RouteRequest = {}): Promise<RouteAnswer> {
    const answer = await this.call(operation, request);
    if (answer.status >= 300) throw new Error(`${operation} answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  async setting(value: string = this.secret()): Promise<{ readonly key: string }> {
    const key = this.unique('setting');
    await this.succeed('createSetting', { body: { key, category: 'mail', type: 'string', value } });
    return { key };
  }

  async serviceAccount(): Promise<ServiceAccount> {
    const { body } = await this.succeed('createServiceAccount', {
      body: { name: this.unique('service'), scopes: ['settings:list'] },
    });
    const { account, clientSecret } = body as {
      account: { id: string; clientId: string; secrets: { id: string }[] };
      clientSecret: string;
    };
    return { id: account.id, clientId: account.clientId, clientSecret, secretId: account.secrets[0]?.id ?? '' };
  }

  async serviceToken({ clientId, clientSecret }: ServiceAccount): Promise<string> {
    const { body } = await this.succeed('issueServiceToken', {
      as: 'nobody',
      body: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
    });
    return body['access_token'] as string;
  }

  /** Written straight into the table: making a user is a route of its own, and not the one under test. */
  async person(role: Role = 'viewer'): Promise<Person> {
    const person = { id: uuidv7(new Date()), login: this.unique('person'), password: this.secret() };
    const hash = await this.api.app.get(PasswordHasher, { strict: false }).hash(person.password);
    await this.api.database.owner.query(
      `INSERT INTO users (id, login, canonical_login, password_hash, role, must_change_password,
         created_at, updated_at, password_changed_at)
       VALUES ($1, $2, $2, $3, $4, false, now(), now(), now())`,
      [person.id, person.login, hash, role],
    );
    return person;
  }

  /** Kept out by wrong attempts. */
  async lockedPerson(): Promise<Person> {
    const person = await this.person();
    await this.api.database.owner.query(
      `INSERT INTO sign_in_attempts (subject, place, failures, locks, window_ends_at, forget_at, locked_until)
       VALUES ('user:' || $1, 'elsewhere', 10, 1, now() + interval '1 hour', now() + interval '1 day', now() + interval '1 hour')`,
      [person.id],
    );
    return person;
  }

  /** An administrator who has an account: whoever changes those of others is looked up first. */
  async administrator(): Promise<AccessTokenRequest> {
    this.admin ??= this.person('admin');
    return principal('admin', (await this.admin).id);
  }

  /** @returns the secret of the app, and with it a code that nobody has typed yet */
  async startTwoFactor({ id, password }: Person): Promise<{ readonly secret: string; readonly code: string }> {
    const { body } = await this.succeed('startTwoFactor', { as: principal('viewer', id), body: { password } });
    const secret = body['secret'] as string;
    return { secret, code: this.type(appCode(secret)) };
  }

  async twoStepPerson(): Promise<TwoStepPerson> {
    const person = await this.person();
    const { secret, code } = await this.startTwoFactor(person);
    await this.succeed('confirmTwoFactor', { as: principal('viewer', person.id), body: { code } });
    // the clock of an app may be ahead by one period, and the code of this one is used up
    return { ...person, code: this.type(appCode(secret, 1)) };
  }

  /** The cookie of somebody who has just signed in, as a request sends it. */
  async session(): Promise<string> {
    const { headers } = await this.signIn(await this.person());
    return headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  signIn({ login, password }: Person): Promise<RouteAnswer> {
    return this.succeed('login', { as: 'nobody', body: { login, password } });
  }

  /** Somebody is signed in at two places. */
  async twoSessions(): Promise<{ readonly person: Person; readonly ids: readonly string[] }> {
    const person = await this.person();
    await this.signIn(person);
    await this.signIn(person);
    const { body } = await this.succeed('listOwnSessions', { as: principal('viewer', person.id) });
    return { person, ids: (body['items'] as { id: string }[]).map(({ id }) => id) };
  }

  /** A code is looked for as it was typed, and as it stands in JSON once the spaces are gone. */
  private type(code: string): string {
    this.issued.set(typed(code), 'code as it was typed').set(`"${code}"`, 'code in JSON');
    return typed(code);
  }

  private async headersOf({ as = principal('admin'), body, rawBody }: RouteRequest): Promise<Record<string, string>> {
    const type = rawBody?.type ?? (body && 'application/json');
    const token = as === 'nobody' ? undefined : await this.tokenOf(as);
    return {
      ...(type !== undefined && { 'content-type': type }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
  }

  private async tokenOf(request: AccessTokenRequest): Promise<string> {
    return (await this.api.app.get(TokenIssuer, { strict: false }).issue(request)).token;
  }
}

function bodyOf({ body, rawBody, upload }: RouteRequest): Pick<RequestInit, 'body'> {
  if (rawBody) return { body: rawBody.text };
  if (upload) {
    const form = new FormData();
    form.append(upload.field ?? 'file', new Blob([new Uint8Array(upload.bytes)], { type: upload.type }), upload.name);
    return { body: form };
  }
  return body ? { body: JSON.stringify(body) } : {};
}

const SECRET_FIELD = /token|secret|password|recoveryCodes/i;
/** What is shorter only tells of a secret, as its type does. */
const SHORTEST_SECRET = 16;

function issuedIn({ body, headers }: Pick<RouteAnswer, 'body' | 'headers'>): readonly (readonly [string, string])[] {
  const cookies = headers.getSetCookie().map((cookie) => ['cookie', cookie.split(';')[0]?.split('=')[1]] as const);
  const fields = Object.entries(body).flatMap(([name, value]) =>
    SECRET_FIELD.test(name) ? [value].flat().map((secret: unknown) => [name, secret] as const) : [],
  );
  return [...cookies, ...fields].flatMap(([kind, secret]) =>
    typeof secret === 'string' && secret.length >= SHORTEST_SECRET ? [[kind, secret] as const] : [],
  );
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
