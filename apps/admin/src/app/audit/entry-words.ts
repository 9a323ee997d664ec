import type { AuditEntry } from '@gatehouse/api-client';
import { cutMiddle } from '../ui/copy-text.ts';

/** What an id is called, as far as that is known. */
export type NameOf = (id: string) => string | undefined;

const CUT = 13;

/** The id of who did it. */
export function actorId({ userId, serviceAccountId, partnerId }: AuditEntry): string | undefined {
  return userId ?? serviceAccountId ?? partnerId ?? undefined;
}

/** Who did it: by name, or by id where there is none any more. */
export function actorName(entry: AuditEntry, nameOf: NameOf): string {
  const { userId, serviceAccountId, partnerId, ipAddress } = entry;
  const name = (id: string) => nameOf(id) ?? cutMiddle(id, CUT);
  if (userId !== null) return name(userId);
  if (serviceAccountId !== null) return $localize`service ${name(serviceAccountId)}:ID:`;
  if (partnerId !== null) return $localize`partner ${name(partnerId)}:ID:`;
  return ipAddress === null ? $localize`the system` : $localize`nobody signed in`;
}

/** What it was done to: "setting smtp.password v3". Ids are cut in the middle, for lines that hold more than that. */
export function resourceName(entry: AuditEntry, nameOf: NameOf): string {
  return nameResource(entry, nameOf, (id) => (/^[0-9a-f-]{36}$/i.test(id) ? cutMiddle(id, CUT) : id));
}

export function wholeResourceName(entry: AuditEntry, nameOf: NameOf): string {
  return nameResource(entry, nameOf, (id) => id);
}

function nameResource(entry: AuditEntry, nameOf: NameOf, show: (id: string) => string): string {
  const { resourceType, resourceId, resourceVersion, details } = entry;
  if (resourceId === null) return '';
  const version = resourceVersion === null ? '' : ` v${resourceVersion}`;
  return `${typeName(resourceType)} ${ownName() ?? show(resourceId)}${version}`.trim();

  function ownName(): string | undefined {
    // people know a setting by its key, not by its id
    const key = resourceType === 'setting' ? details?.['key'] : undefined;
    if (typeof key === 'string') return key;
    const named = ['user', 'service_account', 'setting', 'upload'].includes(resourceType ?? '');
    return named && resourceId !== null ? nameOf(resourceId) : undefined;
  }
}

function typeName(type: string | null): string {
  switch (type) {
    case 'setting':
    case 'secure_setting':
      return $localize`setting`;
    case 'upload':
      return $localize`file`;
    case 'session':
      return $localize`session`;
    case 'user':
      return $localize`user`;
    case 'service_account':
      return $localize`service`;
    case 'signing_key':
    case 'jwt_key':
    case 'key':
      return $localize`key`;
    case 'token':
      return $localize`token`;
    case 'checkpoint':
      return $localize`checkpoint`;
    case 'audit_month':
      return $localize`month`;
    case 'audit_entry':
      return $localize`entry`;
    // a path says by itself what it is
    case 'route':
      return '';
    default:
      return type ?? '';
  }
}
