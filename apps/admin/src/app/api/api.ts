import { InjectionToken, Service, inject } from '@angular/core';
import { createGatehouseClient, withAccess } from '@gatehouse/api-client';
import type { AccessOptions, GatehouseClient, SendRequest } from '@gatehouse/api-client';
import { PRODUCT_URL } from './product-url.ts';

/** How requests leave the page; tests put their own in its place. */
export const SEND_REQUEST = new InjectionToken<SendRequest>('SEND_REQUEST', {
  providedIn: 'root',
  factory: () => sendInTime,
});

/** Longer than any answer takes but these: a verification and an export read the whole log, and a download a whole file. */
const TIMEOUT_MS = 15_000;
const TAKES_LONG = /\/(?:verify|export|content)$/;

function sendInTime(request: Request): Promise<Response> {
  if (TAKES_LONG.test(new URL(request.url).pathname)) return fetch(request);
  return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) });
}

/** The one client of the console. It holds the access token in memory only: a reload asks the refresh cookie for a new one. */
@Service()
export class Api {
  private token: string | undefined;
  private renew: () => Promise<boolean> = () => Promise.resolve(false);
  private readonly access: AccessOptions = {
    accessToken: () => this.token,
    renewAccess: () => this.renew(),
  };
  private readonly target = { baseUrl: inject(PRODUCT_URL), fetch: inject(SEND_REQUEST) };
  readonly client: GatehouseClient = createGatehouseClient({ ...this.access, ...this.target });
  /** For the calls that get a token: they carry none and wait for none. */
  readonly anonymous: GatehouseClient = createGatehouseClient(this.target);

  useToken(token: string | undefined): void {
    this.token = token;
  }

  onUnauthorised(renew: () => Promise<boolean>): void {
    this.renew = renew;
  }

  /** Gives another sender (one that tells progress) the same token and the same renewal. */
  carry(send: SendRequest): SendRequest {
    return withAccess(this.access, send);
  }
}
