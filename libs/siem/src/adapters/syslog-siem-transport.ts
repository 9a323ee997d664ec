import { once } from 'node:events';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { guardedLookup, refuseForbiddenAddress } from '@gatehouse/http';
import { toSyslogFrame } from '../domain/siem-message.ts';
import { type SiemMessage, SiemTransport } from '../domain/siem-stream.ts';

const TIMEOUT_MS = 10_000;
/** How long a receiver may take to close its side after ours. */
const CLOSE_MS = 3000;

export interface SyslogOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly allowPrivateHosts: boolean;
}

/**
 * Sends RFC 5424 messages over TCP (RFC 6587) or TLS (RFC 5425). Syslog acknowledges nothing, so each batch has a
 * connection of its own: a receiver closes its side when it has read to the end, and that is waited for. One that keeps
 * its side open is believed after three seconds; a connection that breaks means that the batch is sent again.
 */
export class SyslogSiemTransport extends SiemTransport {
  constructor(private readonly options: SyslogOptions) {
    super();
  }

  override async send(messages: readonly SiemMessage[]): Promise<void> {
    const socket = await this.connect();
    try {
      const closed = once(socket, 'close');
      const broken = once(socket, 'error').then(([error]) => {
        throw error instanceof Error ? error : new Error('The connection to the SIEM broke');
      });
      const write = async () => {
        const frames = messages.map((message) => toSyslogFrame(message, hostname()));
        await new Promise<void>((resolve) => socket.end(Buffer.concat(frames), resolve));
        await Promise.race([closed, later(CLOSE_MS)]);
      };
      await Promise.race([write(), broken, later(TIMEOUT_MS).then(refuse)]);
    } finally {
      socket.destroy();
    }
  }

  private async connect(): Promise<Socket> {
    const { host, port, tls, allowPrivateHosts } = this.options;
    if (isIP(host) !== 0) refuseForbiddenAddress(host, allowPrivateHosts);
    const lookup = guardedLookup(allowPrivateHosts);
    const socket = tls
      ? connectTls({ host, port, lookup, ...(isIP(host) === 0 && { servername: host }) })
      : connectPlain({ host, port, lookup });
    socket.resume(); // whatever the receiver says is of no interest, but its end is
    try {
      await once(socket, tls ? 'secureConnect' : 'connect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
      return socket;
    } catch (error) {
      socket.on('error', () => undefined).destroy();
      throw error;
    }
  }
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function refuse(): never {
  throw new Error('The SIEM did not accept the entries in time');
}
