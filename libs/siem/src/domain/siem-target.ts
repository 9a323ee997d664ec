export type SiemTarget =
  | { readonly kind: 'webhook'; readonly url: URL; readonly plain: boolean }
  | { readonly kind: 'syslog'; readonly host: string; readonly port: number; readonly plain: boolean };

const SYSLOG_PORTS = { 'syslog:': 514, 'syslogs:': 6514 } as const;

/** `https://host/path`, `http://…`, `syslogs://host[:6514]` (TLS) or `syslog://host[:514]` (TCP). @throws TypeError that names no value */
export function parseSiemTarget(text: string): SiemTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.hostname === '') throw new TypeError('must be an address like https://siem.example/ingest');
  if (url.username !== '' || url.password !== '')
    throw new TypeError('must not contain credentials; put them in AUDIT_SIEM_TOKEN');
  if (url.protocol === 'https:' || url.protocol === 'http:')
    return { kind: 'webhook', url, plain: url.protocol === 'http:' };
  if (url.protocol !== 'syslog:' && url.protocol !== 'syslogs:')
    throw new TypeError('must start with https://, http://, syslogs:// or syslog://');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? SYSLOG_PORTS[url.protocol] : Number(url.port);
  return { kind: 'syslog', host, port, plain: url.protocol === 'syslog:' };
}
