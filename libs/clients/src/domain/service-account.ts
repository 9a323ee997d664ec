import { GatehouseError, nearestNetwork, type ServiceScope } from '@gatehouse/contracts';
import { networkOf } from './ip-allow-list.ts';
import { tidyScopes } from './service-scope.ts';

/** What an administrator decides about a service account. */
export interface ServiceAccountContent {
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly ServiceScope[];
  /** Networks that its requests may come from; none means any. */
  readonly ipAllowList: readonly string[];
}

/** A program that signs in by itself. */
export interface ServiceAccount extends ServiceAccountContent {
  readonly id: string;
  readonly clientId: string;
  readonly disabledAt: Date | undefined;
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string | undefined;
  readonly updatedAt: Date;
  readonly updatedBy: string | undefined;
}

export interface ClientSecret {
  readonly id: string;
  readonly accountId: string;
  /** The `sid` of the tokens made with this secret. The id of the secret, until all those tokens had to end while it goes on. */
  readonly sessionId: string;
  /** SHA-256. The secret has 256 random bits, so a slow hash would protect nothing. */
  readonly hash: Buffer;
  readonly label: string;
  readonly createdAt: Date;
  readonly createdBy: string | undefined;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | undefined;
  readonly revokedAt: Date | undefined;
}

/** An account with its secrets that were not revoked. */
export interface ServiceAccountView {
  readonly account: ServiceAccount;
  readonly secrets: readonly ClientSecret[];
}

export const LONGEST_SECRET_DAYS = 180;
export const USUAL_SECRET_DAYS = 90;
/** An old one and its successor, so that a rotation interrupts nobody. */
export const MOST_LIVE_SECRETS = 2;

const DAY_MS = 86_400_000;
/** How many days before its end somebody is told of a secret. Each once. */
export const EXPIRY_WARNINGS = [14, 7, 1] as const;
const WARN_DAYS = EXPIRY_WARNINGS[0];
/** How long the row of a secret that ended is kept. */
const DEAD_SECRET_DAYS = 30;
/** Something to read, without control characters, and with nothing around it. */
export const ACCOUNT_NAME = /^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u;
const LONGEST_NAME = 100;

export function expiryAfter(days: number, now: Date): Date {
  return new Date(now.getTime() + days * DAY_MS);
}

export function isExpired(secret: Pick<ClientSecret, 'expiresAt'>, now: Date): boolean {
  return secret.expiresAt <= now;
}

/** Whether somebody should make a successor by now. */
export function expiresSoon(secret: Pick<ClientSecret, 'expiresAt'>, now: Date): boolean {
  return secret.expiresAt <= expiryAfter(WARN_DAYS, now);
}

/** Secrets that ended before this moment are of no more use, also to those who look back. */
export function deadSince(now: Date): Date {
  return expiryAfter(-DEAD_SECRET_DAYS, now);
}

/** @throws VALIDATION_FAILED unless a secret may live so long */
export function checkedLifetime(days: number): number {
  if (Number.isInteger(days) && days >= 1 && days <= LONGEST_SECRET_DAYS) return days;
  throw faulty('/lifetimeDays', `A secret must expire in 1 to ${LONGEST_SECRET_DAYS} whole days.`);
}

/** @throws VALIDATION_FAILED for a name that cannot be read, a text that names no network, or without a known scope */
export function checkedContent(content: {
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
  readonly ipAllowList: readonly string[];
}): ServiceAccountContent {
  const networks = content.ipAllowList.map((text, index) => {
    const network = networkOf(text);
    if (network === undefined) throw notANetwork(text, index);
    return network;
  });
  if (content.name.length > LONGEST_NAME || !ACCOUNT_NAME.test(content.name))
    throw faulty('/name', `A name must have at most ${LONGEST_NAME} characters, without leading or trailing spaces.`);
  const scopes = tidyScopes(content.scopes);
  if (scopes.length === 0) throw faulty('/scopes', 'Give at least one scope that service accounts can have.');
  return { ...content, scopes, ipAllowList: [...new Set(networks)] };
}

/** Whether tokens that are out allow what the account, after the change, would not be given. */
export function isNarrowed(before: ServiceAccountContent, after: ServiceAccountContent): boolean {
  return (
    before.scopes.some((scope) => !after.scopes.includes(scope)) ||
    before.ipAllowList.toSorted().join() !== after.ipAllowList.toSorted().join()
  );
}

function notANetwork(text: string, index: number): GatehouseError {
  const nearest = nearestNetwork(text);
  const offer = nearest === undefined ? '' : ` The nearest is ${nearest}.`;
  const message = `Use an address like 203.0.113.7 or a network like 10.0.0.0/8, with no host bits set.${offer}`;
  return faulty(`/ipAllowList/${index}`, message);
}

function faulty(pointer: string, message: string): GatehouseError {
  return new GatehouseError('VALIDATION_FAILED', 'Correct the listed fields and resend the request.', {
    fields: [{ pointer, message }],
  });
}
