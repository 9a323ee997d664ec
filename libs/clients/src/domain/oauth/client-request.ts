import { OAuthError } from './oauth-error.ts';

/** What a client sent: the fields of its body, and its `Authorization` headers. */
export interface ClientRequest {
  readonly body: unknown;
  readonly authorization: readonly string[];
}

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The spaces are those of a header folded where `base64` broke the line: after 76 characters, and ours are longer. */
const BASIC = /^basic +([A-Za-z0-9+/ ]+={0,2})$/i;
const LONGEST_CREDENTIAL = 512;

/** The fields of a request by their names in OAuth. Those that it does not know are none of its business (RFC 6749, §3.2). */
export class RequestFields {
  private readonly fields: ReadonlyMap<string, unknown>;

  constructor(body: unknown) {
    this.fields = new Map(typeof body === 'object' && body !== null ? Object.entries(body) : []);
  }

  /**
   * A field's text; one without a value counts as left out.
   * @throws invalid_request when it is no text
   */
  text(name: string): string | undefined {
    const value = this.fields.get(name);
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw new OAuthError('invalid_request', `Send ${name} as text.`);
    return value;
  }

  /** @throws invalid_request when it is missing or no text */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new OAuthError('invalid_request', `Send ${name}.`);
    return value;
  }
}

/**
 * The credentials of a client, by HTTP Basic or as fields of the body (RFC 6749, §2.3.1).
 * @param decode reads the form encoding that the standard puts inside of Basic; `undefined` for broken text
 * @returns `undefined` when there are none, or broken ones
 * @throws invalid_request for more than one way at once
 */
export function readClientCredentials(
  { body, authorization }: ClientRequest,
  decode: (text: string) => string | undefined,
): ClientCredentials | undefined {
  const fields = new RequestFields(body);
  const [clientId, clientSecret] = [fields.text('client_id'), fields.text('client_secret')];
  const [header, ...more] = authorization;
  if (header === undefined) return checked(clientId, clientSecret);
  if (more.length > 0 || clientSecret !== undefined)
    throw new OAuthError('invalid_request', 'Authenticate the client either by HTTP Basic or in the body, not both.');
  const basic = readBasic(header, decode);
  if (basic && clientId !== undefined && clientId !== basic.clientId)
    throw new OAuthError('invalid_request', 'HTTP Basic and the body name different clients.');
  return basic;
}

function readBasic(header: string, decode: (text: string) => string | undefined): ClientCredentials | undefined {
  const encoded = BASIC.exec(header)?.[1] ?? '';
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return checked(decode(text.slice(0, colon)), decode(text.slice(colon + 1)));
}

function checked(clientId: string | undefined, clientSecret: string | undefined): ClientCredentials | undefined {
  if (!isCredential(clientId) || !isCredential(clientSecret)) return undefined;
  return { clientId, clientSecret };
}

/** Postgres stores no NUL, and nobody's credentials are this long. */
function isCredential(text: string | undefined): text is string {
  return text !== undefined && text !== '' && text.length <= LONGEST_CREDENTIAL && !text.includes('\0');
}
