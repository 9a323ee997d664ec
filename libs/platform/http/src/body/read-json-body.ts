import type { IncomingMessage } from 'node:http';
import { type FieldFault, GatehouseError } from '@gatehouse/contracts';
import { UNKNOWN_FIELD } from '../known-fields.ts';
import { keepSource } from './body-source.ts';
import {
  faultOfShape,
  findForbidden,
  findUnstorable,
  MAX_ITEMS,
  MAX_JSON_DEPTH,
  MAX_NAMES,
  MAX_NAMES_PER_OBJECT,
  type ShapeFault,
  toPointerSegment,
} from './json-shape.ts';
import { InexactJson, parseExactly } from './parse-exactly.ts';
import { announcesBody, decodeUtf8, readBytes, tooLarge } from './read-bytes.ts';

export const MAX_JSON_BYTES = 256 * 1024;

/**
 * JSON is UTF-8, and a charset has no meaning (RFC 8259, 8.1 and 11): `charset=utf8` and `ISO-8859-1` are what honest
 * programs write beside it. Only who says UTF-16 or UTF-32 is believed. A merge patch (RFC 7396) is JSON by another name.
 */
const JSON_TYPE = /^application\/(?:json|merge-patch\+json)\s*(;(?!.*charset\s*=\s*"?utf-?(16|32))|$)/i;

/**
 * Reads the JSON object of a request, or `undefined` when it has no body. Every check comes before the next, dearer one:
 * announced size, type, real size, encoding, shape, syntax, names.
 * @param kept members that are kept as their text, in which any names may stand
 * @throws BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, BODY_NOT_UTF8, JSON_TOO_DEEP, MALFORMED_JSON, VALIDATION_FAILED
 */
export async function readJsonBody(
  request: IncomingMessage,
  kept: readonly string[] = [],
): Promise<Record<string, unknown> | undefined> {
  if (!announcesBody(request)) return undefined;
  const { 'content-length': announced, 'content-type': type, 'content-encoding': encoding } = request.headers;
  if (Number(announced ?? 0) > MAX_JSON_BYTES) throw tooLarge(MAX_JSON_BYTES);
  if (!JSON_TYPE.test(type ?? '') || (encoding !== undefined && encoding !== 'identity')) {
    throw new GatehouseError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Send the body as application/json in UTF-8, without compression.',
    );
  }
  const bytes = await readBytes(request, MAX_JSON_BYTES);
  return bytes.length === 0 ? undefined : parseJsonObject(bytes, kept);
}

/** @throws BODY_NOT_UTF8, JSON_TOO_DEEP, MALFORMED_JSON, VALIDATION_FAILED */
export function parseJsonObject(bytes: Uint8Array, kept: readonly string[] = []): Record<string, unknown> {
  const text = decodeUtf8(bytes);
  const value = parseShaped(text);
  refuseFault(findForbidden(value, kept));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GatehouseError('VALIDATION_FAILED', 'The body must be a JSON object.', {
      fields: [{ pointer: '', message: 'Must be a JSON object.' }],
    });
  }
  keepSource(value, text);
  return value as Record<string, unknown>;
}

/**
 * Reads JSON that stands inside a text and is kept as that text, under the rules of a body; only names are free.
 * @throws JSON_TOO_DEEP, MALFORMED_JSON, VALIDATION_FAILED
 */
export function parseJson(text: string): unknown {
  const value = parseShaped(text);
  refuseFault(findUnstorable(value));
  return value;
}

function parseShaped(text: string): unknown {
  refuseShape(faultOfShape(text));
  return parse(text);
}

function refuseFault(fault: FieldFault | undefined): void {
  if (!fault) return;
  const message = 'The body contains something that is not allowed.';
  throw new GatehouseError('VALIDATION_FAILED', message, { fields: [fault] });
}

const MAX_FAULTS = 50;

/** For a route that takes nothing: an empty object says as much as no body. @throws VALIDATION_FAILED */
export function refuseFields(body: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(body).slice(0, MAX_FAULTS);
  if (names.length === 0) return;
  const fields = names.map((name) => ({ pointer: `/${toPointerSegment(name)}`, message: UNKNOWN_FIELD }));
  throw new GatehouseError('VALIDATION_FAILED', 'This route takes no fields. Send no body.', { fields });
}

function refuseShape(fault: ShapeFault | undefined): void {
  switch (fault) {
    case 'too_deep':
      throw new GatehouseError('JSON_TOO_DEEP', `Nest objects and arrays at most ${MAX_JSON_DEPTH} levels deep.`);
    case 'too_many_names':
      throw tooMuch(`Send at most ${MAX_NAMES_PER_OBJECT} names per object and ${MAX_NAMES} in total.`);
    case 'too_many_items':
      throw tooMuch(`Send at most ${MAX_ITEMS} array items and names in total.`);
    case undefined:
  }
}

function tooMuch(message: string): GatehouseError {
  return new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer: '', message }] });
}

function parse(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    if (error instanceof InexactJson) {
      throw new GatehouseError('VALIDATION_FAILED', error.message, {
        fields: [{ pointer: '', message: error.message }],
      });
    }
    // The parser's message quotes the input, so it is not passed on, not even as a cause.
    throw new GatehouseError('MALFORMED_JSON', 'The body is not valid JSON. Check quotes, commas and brackets.');
  }
}
