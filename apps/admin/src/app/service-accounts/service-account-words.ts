import type { ClientSecret, ServiceAccount, ServiceScope } from '@gatehouse/api-client';
import { expiryState } from '../settings/expiry.ts';
import type { Tone } from '../ui/status-chip.ts';

export interface ScopeWords {
  readonly name: string;
  readonly meaning: string;
  /** Whether secrets leave Gatehouse by it. */
  readonly givesSecrets: boolean;
}

/** What a scope lets a service do, for people who decide about it. */
export function scopeWords(scope: ServiceScope): ScopeWords {
  switch (scope) {
    case 'settings:list':
      return {
        name: $localize`See settings`,
        meaning: $localize`Names, types and versions; sensitive values stay masked.`,
        givesSecrets: false,
      };
    case 'settings:reveal':
      return {
        name: $localize`Reveal settings`,
        meaning: $localize`Reads the value of any setting. Every read is recorded.`,
        givesSecrets: true,
      };
    case 'settings:resolve':
      return {
        name: $localize`Resolve settings`,
        meaning: $localize`Fetches the values it needs at startup.`,
        givesSecrets: true,
      };
    case 'uploads:read':
      return {
        name: $localize`See uploads`,
        meaning: $localize`Lists files and downloads the clean ones.`,
        givesSecrets: false,
      };
    case 'uploads:write':
      return { name: $localize`Upload files`, meaning: $localize`Sends files for scanning.`, givesSecrets: false };
    case 'audit:read':
      return {
        name: $localize`Read the audit log`,
        meaning: $localize`Reads and verifies entries.`,
        givesSecrets: false,
      };
    case 'tokens:introspect':
      return {
        name: $localize`Check tokens`,
        meaning: $localize`Checks whether any token is still valid.`,
        givesSecrets: false,
      };
  }
}

export function liveSecrets({ secrets }: ServiceAccount, now: number): readonly ClientSecret[] {
  return secrets.filter(({ expiresAt }) => Date.parse(expiresAt) > now);
}

/** What wants attention: no way in at all, or one that ends soon. */
export function accountWarning(account: ServiceAccount, now: number): { name: string; tone: Tone } | undefined {
  if (account.disabledAt !== null) return undefined;
  const live = liveSecrets(account, now);
  if (live.length === 0) return { name: $localize`No active secret`, tone: 'danger' };
  // a successor that lives longer has been made already
  const last = live.map(({ expiresAt }) => expiresAt).sort();
  return expiryState(last.at(-1), now);
}

export function lastUse({ secrets }: ServiceAccount): string | undefined {
  return secrets
    .flatMap(({ lastUsedAt }) => lastUsedAt ?? [])
    .sort()
    .at(-1);
}

export function nearestExpiry(account: ServiceAccount, now: number): string | undefined {
  return liveSecrets(account, now)
    .map(({ expiresAt }) => expiresAt)
    .sort()[0];
}

/** What fetches a token. The secret is asked for: an address, an argument or a history would keep it. */
export function tokenExample(origin: string, clientId: string): string {
  return [
    'read -rs SECRET && printf %s "$SECRET" |',
    `  curl ${origin}/api/v1/auth/token \\`,
    '    --data grant_type=client_credentials \\',
    `    --data client_id=${clientId} \\`,
    '    --data-urlencode client_secret@-',
  ].join('\n');
}
