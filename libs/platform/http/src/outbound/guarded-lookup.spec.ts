import { describe, expect, it } from 'vitest';
import { guardedLookup, refuseForbiddenAddress } from './guarded-lookup.ts';

describe('addresses that outgoing requests may reach', () => {
  it.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111', '::ffff:8.8.8.8'])('%s', (address) => {
    expect(() => refuseForbiddenAddress(address, false)).not.toThrow();
  });

  it.each(['10.1.2.3', '127.0.0.1', '172.31.0.1', '192.168.1.1', '100.64.0.1', '::1', 'fd00::1', '::ffff:10.0.0.1'])(
    '%s only where private hosts are allowed',
    (address) => {
      expect(() => refuseForbiddenAddress(address, false)).toThrow('not allowed');
      expect(() => refuseForbiddenAddress(address, true)).not.toThrow();
    },
  );

  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '0.0.0.0',
    '::',
    'fe80::1',
    '224.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'ff02::1',
    'name',
    '',
  ])('never %j', (address) => {
    expect(() => refuseForbiddenAddress(address, true)).toThrow('not allowed');
  });

  it('are the ones that a name is looked up to', async () => {
    const ask = (allowPrivate: boolean, all: boolean) =>
      new Promise<unknown>((resolve, reject) => {
        guardedLookup(allowPrivate)('localhost', { all }, (error, address) =>
          error ? reject(error) : resolve(address),
        );
      });
    await expect(ask(false, true)).rejects.toMatchObject({ code: 'EFORBIDDEN' });
    expect(await ask(true, false)).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect(await ask(true, true)).toContainEqual(expect.objectContaining({ address: expect.any(String) as string }));
  });
});
