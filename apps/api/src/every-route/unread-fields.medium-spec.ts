import { randomUUID } from 'node:crypto';
import { TokenIssuer } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeApi, type WholeApi } from '../whole-api.fixture.ts';
import { mutating } from './operations.fixture.ts';

const withoutBody = mutating.filter(({ contentTypes }) => contentTypes.length === 0);

let api: WholeApi;
let token: string;
beforeAll(async () => {
  api = await startWholeApi();
  const issued = await api.app
    .get(TokenIssuer)
    .issue({ subject: randomUUID(), kind: 'user', role: 'admin', scope: '', sessionId: randomUUID() });
  token = issued.token;
});
afterAll(() => api.close());

describe('a route that takes no body', () => {
  it.each(withoutBody.map(({ id, method, path }) => [id, method, path] as const))(
    'refuses fields that it would not look at: %s',
    async (_, method, path) => {
      const url = path.replaceAll('{key}', 'some.key').replaceAll(/\{\w+\}/g, randomUUID());
      const fields = await api.call(method, url, { token, json: { reason: 'by mistake', 'a/b': 1 } });
      expect(fields).toMatchObject({
        status: 400,
        body: {
          code: 'VALIDATION_FAILED',
          errors: [
            { pointer: '/reason', message: 'Unknown field.' },
            { pointer: '/a~1b', message: 'Unknown field.' },
          ],
        },
      });
      for (const json of [{}, undefined])
        expect((await api.call(method, url, { token, json })).body).not.toMatchObject({ code: 'VALIDATION_FAILED' });
    },
  );

  it('is not rare', () => {
    expect(withoutBody.map(({ id }) => id)).toContain('unlockUser');
    expect(withoutBody.length).toBeGreaterThan(10);
  });
});
