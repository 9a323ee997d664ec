import type { NextFunction, Request, Response } from 'express';
import { isOurs, WELL_KNOWN } from './route-prefix.ts';

/** A path as people write it: with or without the slashes at its ends. */
const PATH = /^\/?[\w.~-]+(?:\/[\w.~-]+)*\/?$/;

interface PublicAddress {
  readonly basePath?: string | undefined;
  readonly publicUrl?: string | undefined;
}

/** Whether a setting names a path that the product can live under. */
export function isBasePath(text: string): boolean {
  return text === '' || text === '/' || (PATH.test(text) && !text.split('/').some((name) => /^\.{1,2}$/.test(name)));
}

/** The path that this installation is reached under, `/gatehouse` or, at the root of its host, nothing. */
export function basePathOf({ basePath, publicUrl }: PublicAddress): string {
  return tidyPath(basePath ?? (publicUrl === undefined ? '' : new URL(publicUrl).pathname));
}

/** One slash in front of each name, none at the end. */
export function tidyPath(path: string): string {
  return path
    .split('/')
    .filter((name) => name !== '')
    .map((name) => `/${name}`)
    .join('');
}

/**
 * Takes the path in front of our addresses off, so that a proxy may pass it on or not. Standards put it *behind* a well-known
 * name (RFC 8414 §3.1: `/.well-known/oauth-authorization-server/gatehouse`), also with a slash at its end; it goes there too.
 */
export function takeOffBasePath(prefixes: readonly string[]) {
  const given = [...new Set(prefixes)].filter((prefix) => prefix !== '');
  return (request: Request, _response: Response, next: NextFunction): void => {
    for (const prefix of given) {
      const url = withoutPrefix(request.url, prefix);
      if (url === undefined) continue;
      request.url = url;
      request.originalUrl = url;
      break;
    }
    next();
  };
}

function withoutPrefix(url: string, prefix: string): string | undefined {
  const [path = ''] = url.split('?', 1);
  const query = url.slice(path.length);
  if (path.startsWith(`${prefix}/`) && isOurs(path.slice(prefix.length))) return path.slice(prefix.length) + query;
  const wellKnown = path.startsWith(`/${WELL_KNOWN}/`) ? path.replace(/\/$/, '') : '';
  return wellKnown.endsWith(prefix) ? wellKnown.slice(0, -prefix.length) + query : undefined;
}
