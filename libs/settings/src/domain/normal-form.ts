import { domainToASCII } from 'node:url';
import type { FieldFault, JsonValue } from '@gatehouse/contracts';
import type { GivenValue, UnreadableValue } from './given-value.ts';
import { readPem } from './pem/read-pem.ts';
import type { SettingType } from './setting-type.ts';
import { MAX_VALUE_BYTES, STORABLE_TEXT } from './text-rules.ts';

/**
 * The form in which values of a type are compared, or what to do about a value. It is never stored. Messages never quote
 * the value: it may be a secret.
 */
export type NormalForm = { readonly normal: JsonValue } | { readonly faults: readonly FieldFault[] };

/** What JSON is to a value of these types, for whoever wrote none. */
export const HOW_TO_WRITE = {
  number: 'must be a number as JSON writes it, like 42 or 0.5',
  boolean: 'must be true or false',
} as const satisfies Partial<Record<SettingType, string>>;

const RULES: Readonly<Record<SettingType, (raw: JsonValue) => NormalForm>> = {
  string: (raw) => text(raw, as),
  email: (raw) => text(raw, email),
  url: (raw) => text(raw, url),
  pem: (raw) => text(raw, pem),
  number: (raw) => (Number.isFinite(raw) ? as(raw === 0 ? 0 : raw) : fault(HOW_TO_WRITE.number)),
  boolean: (raw) => (typeof raw === 'boolean' ? as(raw) : fault(HOW_TO_WRITE.boolean)),
  json: (raw) => (hasOnlyStorableTexts(raw) ? as(raw) : fault('must not contain NUL or lone surrogates')),
};

/** Checks a value by its type and gives the form in which it is compared. */
export function normalForm(type: SettingType, value: GivenValue | UnreadableValue): NormalForm {
  if ('unreadable' in value) return fault(value.unreadable);
  if (Buffer.byteLength(value.text) > MAX_VALUE_BYTES) return fault('must have at most 64 KiB');
  return RULES[type](value.json);
}

function as(normal: JsonValue): NormalForm {
  return { normal };
}

function fault(message: string): NormalForm {
  return { faults: [{ pointer: '/value', message }] };
}

function text(raw: JsonValue, rule: (text: string) => NormalForm): NormalForm {
  if (typeof raw !== 'string') return fault('must be text');
  if (!STORABLE_TEXT.test(raw)) return fault('must not contain NUL or lone surrogates');
  return rule(raw);
}

/** As HTML has it (`input type=email`), and whatever can be seen of the rest of Unicode (RFC 6531, 3.3). */
const LOCAL_PART = /^(?:[a-z\d.!#$%&'*+/=?^_`{|}~-]|[^\p{ASCII}\p{Z}\p{C}]){1,64}$/iu;
/** With the full stops of Chinese and Japanese, which UTS #46 reads as dots. */
const HOST_TEXT = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]+$/u;
/** A header or a link is more than an address. */
const MORE_THAN_ADDRESS = /[<>]|mailto:/i;
const NO_EMAIL = 'must be an e-mail address like name@example.com';
const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** An address with a dot in its host. Hosts are compared in lower case and as the DNS knows them: `müller` is `xn--mller-kva`. */
function email(raw: string): NormalForm {
  const trimmed = raw.trim();
  if (MORE_THAN_ADDRESS.test(trimmed)) return fault('must be the address alone, without a name, < > or mailto:');
  const at = trimmed.lastIndexOf('@');
  const [local, written] = [trimmed.slice(0, at), trimmed.slice(at + 1)];
  if (at === -1 || Buffer.byteLength(trimmed) > 254 || !LOCAL_PART.test(local) || !HOST_TEXT.test(written))
    return fault(NO_EMAIL);
  const host = domainToASCII(written);
  const labels = host.split('.');
  if (labels.length === 1 || !labels.every((label) => HOST_LABEL.test(label))) return fault(NO_EMAIL);
  return as(`${local.normalize('NFC')}@${host}`);
}

// The URL parser drops tabs and line breaks and reads backslashes as slashes, so what it checks is not what is written.
const UNSAFE_IN_URL = /[\s\\\p{Cc}]/u;

function url(raw: string): NormalForm {
  const trimmed = raw.trim();
  if (UNSAFE_IN_URL.test(trimmed)) return fault('must be a URL without spaces, backslashes and control characters');
  const parsed = URL.parse(withPlaceholders(trimmed));
  if (!parsed || !/^https?:\/\//i.test(trimmed)) return fault('must be a URL that begins with http:// or https://');
  if (parsed.username !== '' || parsed.password !== '')
    return fault('must not hold a user name or password; store those as settings of their own');
  // with its variables named, where they are allowed; what the parser would not take as it stands is compared as it stands
  return as(URL.parse(trimmed)?.href ?? trimmed);
}

/** A template (RFC 6570, `{{name}}`, `${NAME}`) is checked as the URL that it stands for. */
function withPlaceholders(template: string): string {
  const filled = (text: string) => text.replace(/\$?\{[^{}]{0,200}\}/g, '1');
  // twice, for the braces within braces
  return filled(filled(template));
}

function pem(raw: string): NormalForm {
  const read = readPem(raw);
  return 'fault' in read ? fault(read.fault) : as(read.normal);
}

function hasOnlyStorableTexts(value: JsonValue): boolean {
  if (typeof value === 'string') return STORABLE_TEXT.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, item]) => STORABLE_TEXT.test(key) && hasOnlyStorableTexts(item));
}
