import type { FieldFault, JsonValue } from '@gatehouse/contracts';
import { parsePem } from './parse-pem.ts';
import type { SettingType } from './setting.ts';
import { MAX_VALUE_BYTES, STORABLE_TEXT } from './text-rules.ts';

/** A value in the form in which it is stored, or what to do about it. Messages never quote the value: it may be a secret. */
export type Normalised = { readonly value: JsonValue } | { readonly faults: readonly FieldFault[] };

const RULES: Readonly<Record<SettingType, (raw: JsonValue) => Normalised>> = {
  string: (raw) => text(raw, keep),
  email: (raw) => text(raw, email),
  url: (raw) => text(raw, url),
  pem: (raw) => text(raw, pem),
  number: (raw) => (Number.isFinite(raw) ? keep(raw === 0 ? 0 : raw) : fault('must be a number')),
  boolean: (raw) => (typeof raw === 'boolean' ? keep(raw) : fault('must be true or false')),
  json: (raw) => (hasOnlyStorableTexts(raw) ? keep(raw) : fault('must not contain NUL or lone surrogates')),
};

/** Checks a value by its type and brings it into the form in which it is stored. */
export function normaliseValue(type: SettingType, raw: JsonValue): Normalised {
  if (sizeOf(raw) > MAX_VALUE_BYTES) return fault('must be at most 64 KiB');
  return RULES[type](raw);
}

function keep(value: JsonValue): Normalised {
  return { value };
}

function fault(message: string): Normalised {
  return { faults: [{ pointer: '/value', message }] };
}

function sizeOf(raw: JsonValue): number {
  return Buffer.byteLength(typeof raw === 'string' ? raw : JSON.stringify(raw));
}

function text(raw: JsonValue, rule: (text: string) => Normalised): Normalised {
  if (typeof raw !== 'string') return fault('must be text');
  if (!STORABLE_TEXT.test(raw)) return fault('must not contain NUL or lone surrogates');
  return rule(raw);
}

const LOCAL_PART = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/;
const DOMAIN_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What browsers accept as an address (HTML, `input type=email`), with a dot in the domain. The domain is stored in lower case. */
function email(raw: string): Normalised {
  const trimmed = raw.trim();
  const at = trimmed.lastIndexOf('@');
  const [local, domain] = [trimmed.slice(0, at), trimmed.slice(at + 1).toLowerCase()];
  const labels = domain.split('.');
  const fits = at > 0 && trimmed.length <= 254 && LOCAL_PART.test(local) && labels.length > 1;
  if (!fits || !labels.every((label) => DOMAIN_LABEL.test(label)))
    return fault('must be an e-mail address like name@example.com');
  return keep(`${local}@${domain}`);
}

// The URL parser drops tabs and line breaks and reads backslashes as slashes, so what it checks is not what is written.
const UNSAFE_IN_URL = /[\s\\\p{Cc}]/u;

function url(raw: string): Normalised {
  const trimmed = raw.trim();
  if (UNSAFE_IN_URL.test(trimmed)) return fault('must be a URL without spaces, backslashes or control characters');
  const parsed = URL.parse(trimmed);
  if (!parsed || !/^https?:\/\//i.test(trimmed)) return fault('must be a URL starting with http:// or https://');
  if (parsed.username !== '' || parsed.password !== '')
    return fault('must not contain a user name or password; store those as separate settings');
  return keep(parsed.href);
}

function pem(raw: string): Normalised {
  const normalised = parsePem(raw);
  return normalised === undefined
    ? fault('must be one or more PEM blocks, from -----BEGIN …----- to -----END …-----, and nothing else')
    : keep(normalised);
}

function hasOnlyStorableTexts(value: JsonValue): boolean {
  if (typeof value === 'string') return STORABLE_TEXT.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, item]) => STORABLE_TEXT.test(key) && hasOnlyStorableTexts(item));
}
