import type { SigningKey } from '@gatehouse/api-client';
import type { IconName } from '../ui/icon-paths.ts';
import type { Tone } from '../ui/status-chip.ts';

/** A key's part in its life as word, colour and shape. */
export function keyState(status: SigningKey['status']): {
  readonly name: string;
  readonly tone: Tone;
  readonly icon: IconName;
} {
  switch (status) {
    case 'next':
      return { name: $localize`Next`, tone: 'info', icon: 'clock' };
    case 'current':
      return { name: $localize`Current`, tone: 'ok', icon: 'check-circle' };
    case 'previous':
      return { name: $localize`Previous`, tone: 'warn', icon: 'history' };
    case 'revoked':
      return { name: $localize`Revoked`, tone: 'danger', icon: 'octagon' };
    default:
      return { name: $localize`Retired`, tone: 'neutral', icon: 'dash-circle' };
  }
}

/**
 * The end of a key's id, by which people tell keys apart. Not its beginning: that is the moment at which the key was made, and
 * two that were made together share it.
 */
export function keyMark(kid: string): string {
  return kid.slice(-8);
}

/** What the revocation of a key costs, in the words of its part. */
export function costOfRevoking(status: SigningKey['status']): readonly string[] {
  switch (status) {
    case 'current':
      return [
        $localize`Every access token signed with this key is rejected at once, on every server. Console sessions renew themselves; services must request a new token.`,
        $localize`The next key signs from now on. A service with an older list of keys may reject new tokens until it fetches the list again.`,
      ];
    case 'previous':
      return [
        $localize`Every unexpired access token signed with this key is rejected at once. Console sessions renew themselves; services must request a new token.`,
      ];
    default:
      return [
        $localize`It has not signed anything yet, so no token is affected. A new key is published in its place, and the next rotation may be later than planned.`,
      ];
  }
}
