import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { Routes } from '@angular/router';
import type { Session, Setting, Upload, User, UserAccount } from '@gatehouse/api-client';
import { SEND_REQUEST } from '../api/api.ts';
import { SessionStore } from '../session/session-store.ts';

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
type Handler = (request: Request) => Answer | Promise<Answer>;

/** Stands where the network is: answers by "METHOD /path", remembers what was asked, and refuses what nobody prepared. */
export class FakeApi {
  readonly asked: string[] = [];
  readonly bodies: unknown[] = [];
  private readonly handlers = new Map<string, Handler>();

  on(call: string, handler: Handler | Answer): this {
    this.handlers.set(call, typeof handler === 'function' ? handler : () => handler);
    return this;
  }

  /** How often a call was made. */
  count(call: string): number {
    return this.asked.filter((asked) => asked === call).length;
  }

  readonly send = async (request: Request): Promise<Response> => {
    const call = `${request.method} ${new URL(request.url).pathname}`;
    this.asked.push(call);
    const copy = request.clone();
    if (request.headers.get('content-type')?.includes('json')) this.bodies.push(await copy.json());
    const handler = this.handlers.get(call);
    if (handler === undefined) throw new Error(`nobody prepared ${call}`);
    const { status = 200, body, headers = {} } = await handler(request);
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    return new Response(status === 204 ? null : JSON.stringify(body ?? {}), {
      status,
      headers: { 'content-type': type, ...headers },
    });
  };
}

export function useFakeApi(routes: Routes = []): FakeApi {
  const api = new FakeApi();
  localStorage.clear();
  TestBed.configureTestingModule({
    providers: [provideRouter(routes), { provide: SEND_REQUEST, useValue: api.send }],
  });
  return api;
}

export const ada: User = { id: 'user-1', login: 'ada', role: 'admin', mustChangePassword: false };

export function session(user: Partial<User> = {}): Session {
  return { accessToken: 'token-1', expiresIn: 900, user: { ...ada, ...user } };
}

export async function signInAs(api: FakeApi, user: Partial<User> = {}): Promise<SessionStore> {
  api.on('POST /api/auth/login', { body: session(user) });
  const store = TestBed.inject(SessionStore);
  await store.signIn('ada', 'a long enough password');
  return store;
}

export function problem(status: number, code: string, more: object = {}): Answer {
  return {
    status,
    body: { type: 'about:blank', title: code, status, code, detail: 'Do this.', requestId: 'request-1', ...more },
  };
}

export function setting(over: Partial<Setting> = {}): Setting {
  return {
    id: 'setting-1',
    key: 'smtp.password',
    category: 'mail',
    type: 'string',
    version: 2,
    maskedValue: '••••••••',
    description: 'For the mailer',
    tags: ['prod'],
    constraints: { minLength: 8 },
    sensitive: true,
    expiresAt: null,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-02T00:00:00Z',
    updatedBy: ada.id,
    deletedAt: null,
    value: null,
    valueText: null,
    valueFault: null,
    ...over,
  };
}

export function upload(over: Partial<Upload> = {}): Upload {
  return {
    id: 'upload-1',
    status: 'pending_scan',
    sha256: 'a'.repeat(64),
    size: 1200,
    mimeType: 'image/jpeg',
    originalName: 'photo.jpg',
    createdAt: '2026-01-01T00:00:00Z',
    removed: [],
    links: { self: '/api/upload-image/upload-1', content: '/api/upload-image/upload-1/content' },
    ...over,
  };
}

export function userAccount(over: Partial<UserAccount> = {}): UserAccount {
  return {
    id: 'user-2',
    login: 'grace',
    role: 'viewer',
    mustChangePassword: false,
    disabledAt: null,
    version: 3,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-02T00:00:00Z',
    lastSignInAt: '2026-01-03T00:00:00Z',
    openSessions: 2,
    lockedUntil: null,
    ...over,
  };
}
