import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { paths } from './schema.gen.ts';

export type GatehouseClient = Client<paths>;

/** Anything shaped like `fetch` that takes a whole request. */
export type SendRequest = (request: Request) => Promise<Response>;

export interface AccessOptions {
  /** The token that calls carry now; `undefined` while nobody is signed in. */
  readonly accessToken?: () => string | undefined;
  /**
   * Asked for once when a call is answered 401 because of its token. Resolves to whether there is a new token,
   * in which case the call is sent again, once.
   */
  readonly renewAccess?: () => Promise<boolean>;
}

export interface GatehouseClientOptions extends AccessOptions {
  /** Where the API is, without a trailing slash. Leave it out in a browser to talk to the page's own origin. */
  readonly baseUrl?: string;
  readonly fetch?: SendRequest;
  /** Sees every request before it is sent, e.g. to add a cookie or a request id. */
  readonly onRequest?: (request: Request) => void;
}

/** The typed client of the Gatehouse API, for browsers and for Node. Calls resolve to `{ data, error, response }`; see {@link unwrap}. */
export function createGatehouseClient(options: GatehouseClientOptions = {}): GatehouseClient {
  const send = options.fetch ?? ((request: Request) => globalThis.fetch(request));
  return createClient<paths>({
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
    fetch: withAccess(options, (request) => {
      options.onRequest?.(request);
      return send(request);
    }),
  });
}

/** Wraps a sender so that it carries the access token and, after a 401, renews it and tries once more. */
export function withAccess(options: AccessOptions, send: SendRequest): SendRequest {
  return async (request) => {
    const token = options.accessToken?.();
    if (token === undefined || request.headers.has('authorization')) return send(request);
    const again = options.renewAccess === undefined ? undefined : request.clone();
    const response = await send(authorised(request, token));
    if (again === undefined || !(await isTokenRefused(response)) || !(await options.renewAccess?.())) return response;
    const renewed = options.accessToken?.();
    return renewed === undefined ? response : send(authorised(again, renewed));
  };
}

/** A 401 may also say that a password was wrong: a new token would not help then, and a second try would count. */
async function isTokenRefused(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
  return code === 'TOKEN_INVALID' || code === 'AUTHENTICATION_REQUIRED';
}

function authorised(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`);
  return request;
}
