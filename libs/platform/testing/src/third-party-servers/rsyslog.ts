import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, spawnGuarded } from '@gatehouse/local-servers';
import { makeCertificates, type TestCertificates } from './certificates.ts';
import { listening } from './listening.ts';

const COMMAND = '/usr/sbin/rsyslogd';

/** A message as rsyslog understood it. */
export interface SyslogMessage {
  readonly facility: string;
  readonly severity: string;
  readonly timestamp: string;
  readonly hostname: string;
  readonly app: string;
  readonly msgid: string;
  readonly msg: string;
}

/** rsyslog, as a receiver of RFC 5425 on `localhost`. */
export interface Rsyslog {
  readonly port: number;
  readonly certificates: TestCertificates;
  /** Waits until at least so many messages have come. */
  received(count: number): Promise<readonly SyslogMessage[]>;
  stop(): Promise<void>;
}

export async function startRsyslog(): Promise<Rsyslog> {
  if (!existsSync(COMMAND)) throw new Error('rsyslog is needed: apt-get install rsyslog rsyslog-gnutls');
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-rsyslog-'));
  const certificates = makeCertificates(folder);
  const port = await freePort();
  const [file, log] = [join(folder, 'messages'), join(folder, 'rsyslog.log')];
  writeFileSync(join(folder, 'rsyslog.conf'), configuration(folder, file, port, certificates));
  const args = ['-n', '-iNONE', '-f', join(folder, 'rsyslog.conf')];
  const server = await spawnGuarded({ command: COMMAND, args, cwd: folder, log, remove: [folder] });
  await listening(port, server.exited, log);
  const messages = () => {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    return lines.map((line) => JSON.parse(line) as SyslogMessage);
  };
  return {
    port,
    certificates,
    received: async (count) => {
      const deadline = Date.now() + 20_000;
      while (messages().length < count) {
        if (Date.now() > deadline)
          throw new Error(`only ${messages().length} messages came:\n${readFileSync(log, 'utf8')}`);
        await wait(20);
      }
      return messages();
    },
    stop: server.stop,
  };
}

function configuration(folder: string, file: string, port: number, { ca, certificate, key }: TestCertificates): string {
  const fields = [
    ['facility', 'syslogfacility-text'],
    ['severity', 'syslogseverity-text'],
    ['timestamp', 'timereported" dateFormat="rfc3339'],
    ['hostname', 'hostname'],
    ['app', 'app-name'],
    ['msgid', 'msgid'],
    ['msg', 'msg'],
  ].map(([name = '', property = '']) => `property(outname="${name}" name="${property}" format="jsonf")`);
  return `global(
  workDirectory="${folder}" maxMessageSize="256k" net.enableDNS="off"
  defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="${ca}"
  defaultNetstreamDriverCertFile="${certificate}" defaultNetstreamDriverKeyFile="${key}"
)
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="fields" type="list") {
  constant(value="{")
  ${fields.join('\n  constant(value=",")\n  ')}
  constant(value="}\\n")
}
ruleset(name="keep") { action(type="omfile" file="${file}" template="fields") }
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="keep")
`;
}
