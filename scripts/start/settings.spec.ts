import { describe, expect, it } from 'vitest';
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
});
