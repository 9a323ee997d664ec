import type { AuditKeys } from './audit-keys.ts';
import type { DroppedMonth, DroppedMonthRecord } from './audit-months.ts';

/**
 * What the signed entry of a dropped month says. Whoever has no key can neither write one nor use one for another month.
 * @returns `undefined` for one that is not genuine, or does not tell of this month
 */
export function readDroppedMonth(record: DroppedMonthRecord, keys: AuditKeys): DroppedMonth | undefined {
  const { month, canonical, key_id, signature } = record;
  if (!keys.knows(key_id) || !keys.isGenuine(key_id, canonical, signature)) return undefined;
  // genuine bytes: this application wrote them
  const entry = JSON.parse(canonical) as {
    readonly event_type: string;
    readonly status: string;
    readonly resource_id: string | null;
    readonly details: DroppedMonth | null;
  };
  const tells = entry.event_type === 'audit_month_dropped' && entry.status === 'success' && entry.resource_id === month;
  return tells && entry.details?.month === month ? entry.details : undefined;
}
