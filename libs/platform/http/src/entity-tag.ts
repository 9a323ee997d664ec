import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { GatehouseError } from '@gatehouse/contracts';

/**
 * Proxies that compress make the tag weak (nginx, Caddy) or put the coding behind it (Apache `-gzip`, Jetty `--gzip`), and give
 * it back so. A shell takes the quotes for its own (`-H If-Match:"3"`). A version still names one state of the resource: a lost
 * update cannot hide behind such a tag.
 */
const CODING = '(?:[-;:]{1,2}(?:x-)?(?:gzip|br|deflate|zstd|identity))';
const VERSION_TAG = new RegExp(`^(?:W/)?"(0|[1-9]\\d{0,14})${CODING}?"$`);
const CODING_AT_END = new RegExp(`${CODING}"$`);
const BARE_VERSION = /^(0|[1-9]\d{0,14})$/;

/** Announces the version of the answered resource: `ETag: "<version>"` (RFC 9110, strong). */
export function setETag(response: Response, version: number): void {
  response.setHeader('ETag', `"${version}"`);
}

/**
 * Whether an `If-None-Match` names this tag (RFC 9110 §13.1.2, by the weak comparison that it asks for). Not left to Express:
 * it never answers 304 to a request with `Cache-Control: no-cache`, which fetch() adds by itself.
 */
export function isNamedBy(ifNoneMatch: string | undefined, etag: string): boolean {
  const named = (ifNoneMatch ?? '').split(',').map((tag) => inQuotes(tag.trim().replace(/^W\//, '')));
  return named.some((tag) => tag === '*' || tag === etag || tag.replace(CODING_AT_END, '"') === etag);
}

/** Given back by a shell that took the quotes for its own. */
function inQuotes(tag: string): string {
  return tag === '*' || tag.includes('"') ? tag : `"${tag}"`;
}

/**
 * The version that an `If-Match` header names.
 * @throws PRECONDITION_REQUIRED without the header, VALIDATION_FAILED when it is anything but one version tag
 */
export function parseIfMatch(header: string | undefined): number {
  if (header === undefined) {
    throw new GatehouseError('PRECONDITION_REQUIRED', 'Send If-Match with the ETag of the version you read.');
  }
  const tag = header.trim();
  const version = (VERSION_TAG.exec(tag) ?? BARE_VERSION.exec(tag))?.[1];
  if (version === undefined) {
    throw new GatehouseError('VALIDATION_FAILED', 'If-Match must be a single ETag exactly as returned, such as "3".');
  }
  return Number(version);
}

const IfMatchParam = createParamDecorator((_data: undefined, context: ExecutionContext): number =>
  parseIfMatch(context.switchToHttp().getRequest<Request>().headers['if-match']),
);

/** The version of the `If-Match` header, as a number; documents the header as required. */
export function IfMatch(): ParameterDecorator {
  const documented = ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The ETag of the version that the change is based on.',
    schema: { type: 'string', pattern: '^(W/)?"\\d+([-;:]{1,2}[a-z-]+)?"$' },
  }) as MethodDecorator;
  const bound = IfMatchParam();
  return (target, key, index) => {
    bound(target, key, index);
    const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && method) documented(target, key, method);
  };
}
