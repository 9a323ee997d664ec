import type { INestApplication } from '@nestjs/common';

export const API_PREFIX = 'api';
export const WELL_KNOWN = '.well-known';

/** Puts every route under `/api`, but for the addresses that standards fix (RFC 8615). */
export function prefixRoutes(app: INestApplication): void {
  app.setGlobalPrefix(API_PREFIX, { exclude: [`${WELL_KNOWN}/{*path}`] });
}

/** The address of a route as it is called, from the paths of its controller and its method. */
export function routePath(controllerPath: string, methodPath: string): string {
  const own = [controllerPath, methodPath].flatMap((path) => path.split('/')).filter((segment) => segment !== '');
  return `/${(own[0] === WELL_KNOWN ? own : [API_PREFIX, ...own]).join('/')}`;
}

/** Whether a route could stand at this address at all. */
export function isOurs(path: string): boolean {
  return (
    path === `/${API_PREFIX}` ||
    [API_PREFIX, WELL_KNOWN].some((area) => path.startsWith(`/${area}/`) && path !== `/${WELL_KNOWN}/`)
  );
}
