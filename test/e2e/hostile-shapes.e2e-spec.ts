import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOSTILE_SHAPES, type HostileShape } from './support/hostile-shapes.ts';

/** Nobody else may wait longer for one turn of the event loop. */
const LONGEST_TURN_MS = 50;
const AT_ONCE = 10;
/** A collection of garbage may fall into one attempt; what is in the product is in all of them. */
const ATTEMPTS = 5;

const PUBLIC = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reports/public-routes.json'), 'utf8'),
) as readonly string[];
const ROUTES = [...PUBLIC, 'POST /api/secure-settings'];
/** Limits stand aside: who is refused by them costs nothing, and would not be tried. */
const WITHOUT_LIMITS = Object.fromEntries(
  ['LOGIN', 'TOKEN', 'REFRESH', 'READ', 'WRITE'].map((name) => [`RATE_LIMIT_${name}`, '1000000']),
);

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-loop-'));
let gatehouse: Gatehouse;
let read = 0;

beforeAll(async () => {
  const watch = pathToFileURL(join(import.meta.dirname, 'support/loop-watch.mjs')).href;
  gatehouse = await startGatehouse({
    worker: false,
    environment: { ...WITHOUT_LIMITS, NODE_OPTIONS: `--import=${watch}`, LOOP_WATCH: folder },
  });
});
afterAll(async () => {
  await gatehouse.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The longest turn that ended since the last question, or 0 when none was worth writing down. */
async function longestTurn(): Promise<number> {
  // when this is answered, the turns before it are over and written down
  const live = await fetch(`${gatehouse.baseUrl}/api/health/live`);
  expect(live.status).toBe(200);
  await live.arrayBuffer();
  const written = readFileSync(join(folder, 'api'), 'utf8');
  const turns = written.slice(read).split('\n').filter(Boolean).map(Number);
  read = written.length;
  return Math.max(0, ...turns);
}

/** @returns the status, or `closed` when the server hung up on us */
function send(
  route: string,
  { query, headers = {}, body, piece }: HostileShape,
  agent: Agent,
): Promise<number | 'closed'> {
  const [method = '', path = ''] = route.split(' ');
  const { hostname, port } = new URL(gatehouse.baseUrl);
  return new Promise((resolve) => {
    const length =
      body === undefined || piece !== undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { hostname, port, method, agent, path: query === undefined ? path : `${path}?${query}` };
    const sent = request({ ...options, headers: { ...headers, ...length } as Record<string, string> }, (response) => {
      response.resume().once('close', () => resolve(response.statusCode ?? 'closed'));
    });
    sent.once('error', () => resolve('closed'));
    if (body !== undefined && piece !== undefined) {
      const bytes = Buffer.from(body);
      for (let start = 0; start < bytes.length; start += piece) sent.write(bytes.subarray(start, start + piece));
      sent.end();
    } else sent.end(body);
  });
}

async function burst(route: string, shape: HostileShape): Promise<readonly (number | 'closed')[]> {
  const agent = new Agent({ maxSockets: AT_ONCE });
  try {
    return await Promise.all(Array.from({ length: AT_ONCE }, () => send(route, shape, agent)));
  } finally {
    agent.destroy();
  }
}

/** Routes that take no fields: what is sent along is not looked at, so there is nothing to refuse. */
const isDeaf = (route: string) => route.startsWith('GET') || route === 'POST /api/auth/logout';

/** A busy database is for the readiness to tell, whatever was asked. */
const mayAnswer = (route: string, status: number | 'closed') =>
  status === 'closed' ||
  (status >= 400 && status < 500) ||
  (isDeaf(route) && status >= 200 && status < 400) ||
  (route === 'GET /api/health/ready' && status === 503);

describe('ten at once, without a token', () => {
  it('are no larger than what is read, but for those that are to be', () => {
    const large = HOSTILE_SHAPES.filter(({ body = '' }) => Buffer.byteLength(body) > 256 * 1024);
    expect(large.map(({ name }) => name)).toEqual(['ten times as much as a body may have']);
  });

  it('are watched by the time that the main thread computes in one turn', async () => {
    await longestTurn();
    expect(readFileSync(join(folder, 'api'), 'utf8')).toMatch(/^\d/);
  });

  it.each(HOSTILE_SHAPES)('of $name are refused everywhere, and hold nobody up', async (shape) => {
    for (const route of ROUTES) {
      await longestTurn();
      let shortest = Number.POSITIVE_INFINITY;
      for (let attempt = 0; attempt < ATTEMPTS && shortest > LONGEST_TURN_MS; attempt += 1) {
        const answers = await burst(route, shape);
        shortest = Math.min(shortest, await longestTurn());
        expect({ route, wrong: answers.filter((status) => !mayAnswer(route, status)) }).toEqual({ route, wrong: [] });
      }
      expect({ route, heldTooLong: shortest > LONGEST_TURN_MS && shortest }).toEqual({ route, heldTooLong: false });
    }
  });
});
