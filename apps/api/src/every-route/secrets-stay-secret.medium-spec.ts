import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Caller, type RouteAnswer } from './caller.fixture.ts';
import { Canaries, type Finding } from './canaries.fixture.ts';
import { operations } from './operations.fixture.ts';
import { samples } from './samples.fixture.ts';
import { type SecretRequest, secretRequests } from './secret-requests.fixture.ts';
import { LogCapture, type Seen, startWatchedApi, type WatchedApi } from './watched-api.fixture.ts';

const AT_ONCE = 8;
/** So many secrets of each kind and route are looked for; they are all made in the same way. */
const ISSUED_OF_EACH = 3;
/** A signed token, whoever made it. */
const JWT = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{40,}/;

// the log of a process in development goes to this stream: it takes the place of the one that prints
const { log } = vi.hoisted(() => ({ log: { stream: undefined as LogCapture | undefined } }));
vi.mock('pino-pretty', () => ({ default: () => (log.stream ??= new LogCapture()) }));

let watched: WatchedApi;
const canaries = new Canaries();
/** Tokens, secrets and codes that the API made. */
const issued: string[] = [];
/** Each looks like one of these, so the search is known to have had some to look for. */
const ISSUED_KINDS: Readonly<Record<string, RegExp>> = {
  'a signed token': JWT,
  'a secret of an authenticator app': /^[A-Z2-7]{32}$/,
  'a code of an authenticator app': /^\d( {2}\d\d \d\d {2}\d)$/,
  'the same code without its spaces': /^"\d{6}"$/,
  'a recovery code': /^([a-z2-7]{4}-){3}[a-z2-7]{4}$/,
  'a one-time password': /^([a-z2-9]{5}-){5}[a-z2-9]{5}$/,
};
/** What was answered, by the request that was answered. */
const answers: { readonly where: string; readonly id: string; readonly answer: RouteAnswer }[] = [];

beforeAll(async () => {
  log.stream ??= new LogCapture();
  watched = await startWatchedApi(log.stream);
});
afterAll(() => watched.close());

function distinct(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ origin, place }) => `${origin} → ${place}`))].sort();
}

describe('secrets of every JSON type, sent to every route in every field and header', () => {
  it.each(operations)('reach $method $path', async (operation) => {
    const own = () => canaries.word({ where: `the secret of a sample of ${operation.id}`, allowed: [] });
    const caller = new Caller(watched.api, own);
    const queue: SecretRequest[] = [...secretRequests(operation, samples[operation.id], caller, canaries)];
    const work = async () => {
      for (let next = queue.pop(); next; next = queue.pop())
        answers.push({
          where: next.where,
          id: operation.id,
          answer: await caller.call(operation, await next.request()),
        });
    };
    await Promise.all(Array.from({ length: samples[operation.id]?.alone ? 1 : AT_ONCE }, work));
    for (const ofKind of Object.values(Object.groupBy(caller.issued, ([, kind]) => kind)))
      issued.push(...(ofKind ?? []).slice(0, ISSUED_OF_EACH).map(([secret]) => secret));
    const own500 = answers.filter(({ id, answer }) => id === operation.id && answer.status === 500);
    expect(own500.map(({ where, answer }) => `${where}: ${answer.text}`)).toEqual([]);
  });

  it('come back in no answer but the one that is for showing them, and in no error at all', () => {
    const findings = answers.flatMap(({ id, answer: { status, text, headers } }) => {
      const place = status >= 400 ? 'the body of an error' : 'an answer';
      if (place === 'an answer' && samples[id]?.answersSecret) return [];
      return canaries.findIn(place, `${text}\n${[...headers].flat().join('\n')}`);
    });
    expect(distinct(findings)).toEqual([]);
  });

  it('are in no row, log line, metric, alert or Redis command', async () => {
    const seen = await watched.seen();
    expect(distinct(seen.flatMap(({ place, text }) => canaries.findIn(place, text)))).toEqual([]);
  });

  it('that the API made itself are in none of these places either', async () => {
    const seen = await watched.seen();
    expect(issued.length).toBeGreaterThan(50);
    const places = new Set(
      seen
        .filter(({ text }) => JWT.test(text) || issued.some((secret) => text.includes(secret)))
        .map(({ place }) => place),
    );
    expect([...places]).toEqual([]);
  });

  it('would have been found: what is shown on purpose is there, and every place has something to look at', async () => {
    const seen: readonly Seen[] = await watched.seen();
    const counted = (place: string) => seen.filter((one) => one.place === place).length;
    expect(canaries.count).toBeGreaterThan(1000);
    for (const [kind, pattern] of Object.entries(ISSUED_KINDS))
      expect(issued.filter((secret) => pattern.test(secret)).length, kind).toBeGreaterThan(2);
    const succeeded = new Set(answers.filter(({ answer }) => answer.status < 300).map(({ id }) => id));
    expect(Object.keys(samples).filter((id) => !succeeded.has(id))).toEqual([]);
    expect(answers.filter(({ answer }) => answer.status < 300).length).toBeGreaterThan(200);
    expect(counted('table audit_logs')).toBeGreaterThan(500);
    expect(counted('the log')).toBeGreaterThan(1000);
    expect(counted('a Redis command')).toBeGreaterThan(1000);
    expect(counted('a Redis key')).toBeGreaterThan(0);
    const settings = seen.filter(({ place }) => place === 'table secure_settings').map(({ text }) => text);
    expect(settings.join()).toContain('canary7');
    expect(new Canaries().findIn('the log', settings.join()).length).toBeGreaterThan(0);
  });
});
