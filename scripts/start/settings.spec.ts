import { describe, expect, it } from 'vitest';
import { trustedProxies } from './plans.mjs';
import { choosePorts, readSettings, strangersNextDoor } from './settings.mjs';

const allFree = () => Promise.resolve(true);

describe('the ports of npm start', () => {
  it('are the usual ones, or those that were asked for', async () => {
    const ports = await choosePorts({ API_PORT: '8080', POSTGRES_PORT: '15432' }, allFree);
    expect(ports).toMatchObject({ API_PORT: 8080, ADMIN_PORT: 4200, WORKER_METRICS_PORT: 9465, POSTGRES_PORT: 15432 });
    expect(ports.REDIS_PORT).toBeGreaterThan(0);
  });

  it('name the variable to set when one is taken', async () => {
    const free = (port: number) => Promise.resolve(port !== 4200);
    await expect(choosePorts({}, free)).rejects.toThrow('port 4200 is taken: set ADMIN_PORT to a free one');
  });

  it('are told of when somebody else has them on [::1], and not where there is no such address', async () => {
    const ports = { ADMIN_PORT: 4200, API_PORT: 3000 };
    const taken = (port: number, host: string) => Promise.resolve(port !== 4200 || host !== '::1');
    expect(await strangersNextDoor(ports, taken)).toEqual([
      'another program listens on [::1]:4200, which browsers may show for localhost: ' +
        'open http://127.0.0.1:4200, or set ADMIN_PORT to a free port',
    ]);
    expect(await strangersNextDoor(ports, () => Promise.reject(new Error('EADDRNOTAVAIL')))).toEqual([]);
    expect(await strangersNextDoor(ports, allFree)).toEqual([]);
  });

  it.each(['0', '65536', '80a', '', '-1'])('refuse %j', async (text) => {
    await expect(choosePorts({ API_PORT: text }, allFree)).rejects.toThrow('API_PORT must be a port');
  });

  // of a service called "api" in the same namespace
  it('are not what Kubernetes makes of the name of a service', async () => {
    const asked = choosePorts({ API_PORT: 'tcp://10.96.0.12:3000' }, allFree);
    await expect(asked).rejects.toThrow('API_PORT is what Kubernetes');
  });

  it('cannot be given twice', async () => {
    await expect(choosePorts({ API_PORT: '4200' }, allFree)).rejects.toThrow('port 4200 is given twice');
  });
});

describe('the settings of npm start', () => {
  it('leave Postgres and Redis to whoever names their own', () => {
    const settings = readSettings({ DATABASE_HOST: 'db', REDIS_URL: 'redis://r', GATEHOUSE_STATE_DIR: '/tmp/s' });
    expect(settings).toMatchObject({ ownPostgres: false, ownRedis: false, stateDir: '/tmp/s' });
    expect(readSettings({})).toMatchObject({ ownPostgres: true, ownRedis: true });
  });

  it.each([
    ['a .env file of Windows', '8080\r', 8080],
    ['quotes, which docker --env-file keeps', '"8080"', 8080],
    ['a variable that compose found no value for', '', 3000],
  ])('are read through %s', async (_where, API_PORT, port) => {
    const { environment, ownPostgres, ownRedis } = readSettings({ API_PORT, DATABASE_HOST: ' ', REDIS_URL: '' });
    expect([ownPostgres, ownRedis]).toEqual([true, true]);
    expect(await choosePorts(environment, allFree)).toMatchObject({ API_PORT: port });
  });

  it.each([
    ['["10.0.0.0/8", "::1"]', '["10.0.0.0/8","::1"]'],
    ['10.0.0.0/8, ::1,', '["10.0.0.0/8","::1"]'],
    [undefined, '[]'],
    ['[10.0.0.0/8]', '[10.0.0.0/8]'],
  ])('pass the proxies %s on', (TRUSTED_PROXIES, passedOn) => {
    const { environment } = readSettings({ ...(TRUSTED_PROXIES && { TRUSTED_PROXIES }) });
    expect(trustedProxies(environment)).toBe(passedOn);
    if (passedOn.includes('"') || passedOn === '[]')
      expect(JSON.parse(trustedProxies(environment, '127.9.9.9'))).toEqual(['127.9.9.9', ...JSON.parse(passedOn)]);
  });
});
