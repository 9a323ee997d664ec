import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClientCredentials, RequestFields } from './client-request.ts';
import { OAuthError } from './oauth-error.ts';

const decode = (text: string) => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
};
const basic = (text: string, scheme = 'Basic') => `${scheme} ${Buffer.from(text).toString('base64')}`;
const read = (body: unknown, ...authorization: string[]) => readClientCredentials({ body, authorization }, decode);
function errorOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof OAuthError ? error.code : String(error);
  }
}

describe('readClientCredentials', () => {
  it('reads the body', () => {
    expect(read({ client_id: 'a', client_secret: 'b' })).toEqual({ clientId: 'a', clientSecret: 'b' });
  });

  it('reads HTTP Basic, whatever the case of its name', () => {
    expect(read(undefined, basic('a:b'))).toEqual({ clientId: 'a', clientSecret: 'b' });
    expect(read({ client_id: 'a' }, basic('a:b', 'bASIC'))).toEqual({ clientId: 'a', clientSecret: 'b' });
  });

  // `base64` breaks lines after 76 characters, and a shell or a proxy makes spaces of the breaks
  it('reads HTTP Basic that was wrapped', () => {
    const [clientId, clientSecret] = ['a'.repeat(25), 'b'.repeat(57)];
    const wrapped = basic(`${clientId}:${clientSecret}`).replace(/(?<=^Basic .{76})/, ' ');
    expect(read({}, wrapped)).toEqual({ clientId, clientSecret });
  });

  it('reads the example of RFC 6749', () => {
    expect(read({}, 'Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW')).toEqual({
      clientId: 's6BhdRkqt3',
      clientSecret: 'gX1fBat3bV',
    });
  });

  it('undoes the form encoding inside of Basic, and takes the first colon for the border', () => {
    expect(read({}, basic('a%3Ab+c:d%25:e'))).toEqual({ clientId: 'a:b c', clientSecret: 'd%:e' });
  });

  it('reads back what a client of the standard writes', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((one) => !one.includes('\0'));
    fc.assert(
      fc.property(text, text, (id, secret) => {
        const write = (value: string) => new URLSearchParams({ v: value }).toString().slice(2);
        expect(read({}, basic(`${write(id)}:${write(secret)}`))).toEqual({ clientId: id, clientSecret: secret });
      }),
    );
  });

  it.each<[string, unknown, string[]]>([
    ['a secret in both places', { client_id: 'a', client_secret: 'b' }, [basic('a:b')]],
    ['two headers', {}, [basic('a:b'), basic('a:b')]],
    ['another client in the body', { client_id: 'c' }, [basic('a:b')]],
    ['a secret that is no text', { client_id: 'a', client_secret: 1 }, []],
  ])('calls %s an invalid request', (_what, body, headers) => {
    expect(errorOf(() => read(body, ...headers))).toBe('invalid_request');
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', undefined, []],
    ['an id alone', { client_id: 'a' }, []],
    ['an empty secret', { client_id: 'a', client_secret: '' }, []],
    ['a NUL', { client_id: 'a\0', client_secret: 'b' }, []],
    ['a megabyte', { client_id: 'a', client_secret: 'b'.repeat(1_000_000) }, []],
    ['a bearer token', {}, ['Bearer abc']],
    ['Basic without a colon', {}, [basic('ab')]],
    ['Basic without a secret', {}, [basic('a:')]],
    ['Basic with a broken escape', {}, [basic('a:%zz')]],
    ['Basic that is no Base64', {}, ['Basic ???']],
    ['an empty header', {}, ['']],
  ])('does not know a client by %s', (_what, body, headers) => {
    expect(read(body, ...headers)).toBeUndefined();
  });

  it('answers anything with credentials or a refusal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.string(), { maxLength: 2 }), (body, headers) => {
        expect([undefined, 'invalid_request']).toContain(errorOf(() => read(body, ...headers)));
      }),
    );
  });
});

describe('RequestFields', () => {
  it('takes a field without a value for none, and ignores what it is not asked for', () => {
    const fields = new RequestFields({ scope: '', resource: null, extra: { deep: 1 } });
    for (const name of ['scope', 'resource']) expect(fields.text(name)).toBeUndefined();
    expect(errorOf(() => fields.required('scope'))).toBe('invalid_request');
    expect(new RequestFields([]).text('toString')).toBeUndefined();
  });
});
