import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import { guardedLookup, refuseForbiddenAddress } from '@gatehouse/http';
import { type SiemMessage, SiemTransport } from '../domain/siem-stream.ts';

const TIMEOUT_MS = 10_000;

export interface WebhookOptions {
  readonly url: URL;
  readonly token: string | undefined;
  readonly allowPrivateHosts: boolean;
}

/** POSTs NDJSON. Only a status of 2xx counts as taken; redirects are not followed, for they would leave the checked host. */
export class HttpsSiemTransport extends SiemTransport {
  constructor(private readonly options: WebhookOptions) {
    super();
  }

  override async send(messages: readonly SiemMessage[]): Promise<void> {
    const { url, token, allowPrivateHosts } = this.options;
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) !== 0) refuseForbiddenAddress(host, allowPrivateHosts);
    const body = Buffer.from(messages.map((message) => `${message.body}\n`).join(''), 'utf8');
    const status = await new Promise<number>((resolve, reject) => {
      const request = (url.protocol === 'https:' ? requestTls : requestPlain)(
        url,
        {
          method: 'POST',
          // a connection of its own: an address that was checked an hour ago is no longer checked
          agent: false,
          lookup: guardedLookup(allowPrivateHosts),
          signal: AbortSignal.timeout(TIMEOUT_MS),
          headers: {
            'content-type': 'application/x-ndjson',
            'content-length': body.length,
            'user-agent': 'gatehouse',
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
          },
        },
        (response) => {
          response.resume();
          response.on('error', reject);
          response.on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      request.on('error', reject);
      request.end(body);
    });
    if (status < 200 || status > 299) throw new Error(`The SIEM responded with status ${status}`);
  }
}
