import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, type GuardedProcess, spawnGuarded } from '@gatehouse/local-servers';
import { listening } from './listening.ts';

const run = promisify(execFile);
const HINT = 'Ceph is needed: apt-get install ceph-mon ceph-osd radosgw';

/** An S3 store with object lock that nobody here wrote (Ceph's RADOS gateway), in memory, on loopback. */
export interface CephStore {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

/** One monitor, one store in memory and the gateway, with a user; some seconds. */
export async function startCephStore(): Promise<CephStore> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-ceph-'));
  for (const name of ['mon', 'osd', 'rgw', 'crash']) mkdirSync(join(folder, name));
  const [monitor, gateway] = [await freePort(), await freePort()];
  const fsid = randomUUID();
  writeFileSync(join(folder, 'ceph.conf'), configuration(folder, fsid, monitor, gateway));
  writeFileSync(join(folder, 'keyring'), '');
  const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, CEPH_CONF: join(folder, 'ceph.conf') };

  const call = (command: string, ...args: string[]) =>
    run(command, args, { env, cwd: folder, timeout: 60_000 }).catch((cause: unknown) => {
      throw new Error(`${command} failed. ${HINT}`, { cause });
    });
  const servers: GuardedProcess[] = [];
  const start = async (command: string, ...args: string[]) => {
    const log = join(folder, `${command}.out`);
    const server = await spawnGuarded({
      command,
      args: [...args, '-f'],
      cwd: folder,
      env,
      log,
      // nothing is kept, so nothing has to be put in order first
      stopSignal: 'SIGKILL',
      remove: servers.length === 0 ? [folder] : [],
      removeWhenAbandoned: [folder],
    });
    servers.push(server);
    return { ...server, log };
  };
  const stop = async () => {
    for (const server of servers.reverse()) await server.stop();
  };
  try {
    await call('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitor}]`, 'monmap');
    await call('ceph-mon', '--id', 'a', '--mkfs', '--monmap', 'monmap', '--keyring', 'keyring');
    await start('ceph-mon', '--id', 'a');
    await call('ceph', 'osd', 'create');
    await call('ceph-osd', '-i', '0', '--mkfs');
    await start('ceph-osd', '-i', '0');
    const accessKeyId = randomBytes(10).toString('hex').toUpperCase();
    const secretAccessKey = randomBytes(30).toString('base64');
    const { exited, log } = await start('radosgw', '-n', 'client.rgw');
    await listening(gateway, exited, log);
    const keys = ['--access-key', accessKeyId, '--secret', secretAccessKey];
    await call('radosgw-admin', '-n', 'client.rgw', 'user', 'create', '--uid=u', '--display-name=u', ...keys);
    return { endpoint: `http://127.0.0.1:${gateway}`, accessKeyId, secretAccessKey, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function configuration(folder: string, fsid: string, monitor: number, gateway: number): string {
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monitor}/0]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 0
paxos propose interval = 0.01
paxos min wait = 0.01
run dir = ${folder}
crash dir = ${folder}/crash
admin socket =
pid file =
keyring = ${folder}/keyring
log file = ${folder}/$name.log
mon cluster log file = ${folder}/cluster.log
[mon.a]
mon data = ${folder}/mon
[osd.0]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 268435456
osd class load list = *
osd class default list = *
[client.rgw]
ms mon client mode = crc
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${gateway}
rgw run sync thread = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw enable quota threads = false
`;
}
