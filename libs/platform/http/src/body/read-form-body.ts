import type { IncomingMessage } from 'node:http';
import { GatehouseError } from '@gatehouse/contracts';
import { findForbidden, toPointerSegment } from './json-shape.ts';
import { announcesBody, decodeUtf8, readBytes } from './read-bytes.ts';

export const MAX_FORM_BYTES = 64 * 1024;
export const MAX_FORM_FIELDS = 100;

/** The type has no parameters (WHATWG URL, 5); Java adds a charset of its own, and what is escaped is UTF-8 all the same. */
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export function isForm({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const encoding = headers['content-encoding'];
  return FORM_TYPE.test(headers['content-type'] ?? '') && (encoding === undefined || encoding === 'identity');
}

/**
 * Reads the fields of a form, or `undefined` when there is no body.
 * @throws BODY_TOO_LARGE, BODY_NOT_UTF8, VALIDATION_FAILED
 */
export async function readFormBody(request: IncomingMessage): Promise<Record<string, string> | undefined> {
  if (!announcesBody(request)) return undefined;
  const bytes = await readBytes(request, MAX_FORM_BYTES);
  return bytes.length === 0 ? undefined : parseForm(bytes);
}

/**
 * Stricter than browsers are (WHATWG URL, 5.1): a broken escape, a field that comes twice with two values, or bytes that are
 * no UTF-8 mean different things to different programs, so here they mean nothing. Twice the same is one thing to all.
 * @throws BODY_NOT_UTF8, VALIDATION_FAILED
 */
export function parseForm(bytes: Uint8Array): Record<string, string> {
  const pairs = decodeUtf8(bytes)
    .split('&')
    .filter((pair) => pair !== '');
  if (pairs.length > MAX_FORM_FIELDS) throw faulty('', `Send at most ${MAX_FORM_FIELDS} fields.`);
  const fields = new Map<string, string>();
  for (const pair of pairs) {
    const end = pair.indexOf('=');
    const name = decode(end < 0 ? pair : pair.slice(0, end));
    const value = decode(end < 0 ? '' : pair.slice(end + 1));
    if ((fields.get(name) ?? value) !== value)
      throw faulty(`/${toPointerSegment(name)}`, 'Send this field once: it came with two values.');
    fields.set(name, value);
  }
  const form = Object.fromEntries(fields);
  const fault = findForbidden(form);
  if (fault) throw faulty(fault.pointer, fault.message);
  return form;
}

/** Text as forms write it: `+` is a space, `%` begins a byte of UTF-8. `undefined` for anything else. */
export function decodeFormText(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  const decoded = decodeFormText(text);
  if (decoded === undefined) throw faulty('', 'Percent-encode the form as valid UTF-8.');
  return decoded;
}

function faulty(pointer: string, message: string): GatehouseError {
  return new GatehouseError('VALIDATION_FAILED', 'The form could not be parsed.', { fields: [{ pointer, message }] });
}
