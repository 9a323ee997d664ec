const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** @returns `undefined` for what must not be spoken to: requests carry no secret, but answers over plain HTTP are anybody's */
export function parseS3Endpoint(settings: {
  readonly endpoint: string | undefined;
  readonly region: string;
}): URL | undefined {
  const url = URL.parse(settings.endpoint ?? `https://s3.${settings.region}.amazonaws.com`);
  if (!url) return undefined;
  if (url.username + url.password + url.search + url.hash !== '' || url.pathname !== '/') return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.includes(url.hostname)) ? url : undefined;
}
