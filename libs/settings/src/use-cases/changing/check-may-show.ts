import { currentRequestContext, GatehouseError } from '@gatehouse/contracts';
import type { SettingProperties } from '../../domain/setting.ts';

type Shown = Pick<SettingProperties, 'sensitive'>;

/**
 * A stored value that is no longer sensitive is a revealed one. The system itself has no principal.
 * @throws PERMISSION_DENIED when the caller may not reveal it
 */
export function checkMayShow(before: Shown, after: Shown): void {
  if (!before.sensitive || after.sensitive) return;
  const principal = currentRequestContext()?.principal;
  if (principal && !principal.permissions.has('settings:reveal'))
    throw new GatehouseError(
      'PERMISSION_DENIED',
      'A setting that is not sensitive shows its value, which requires the permission settings:reveal.',
    );
}
