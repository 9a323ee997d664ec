import type { AuditEntry } from '@gatehouse/api-client';

/** One request is over soon. What carries its ID much later, such as the scan of a file, stays where its time puts it. */
const TOGETHER_MS = 10_000;

export interface GroupedEntry {
  readonly entry: AuditEntry;
  /** Whether it belongs to the request of the entry above. */
  readonly follows: boolean;
}

/** Brings together what one request did, although others may have written in between. */
export function byRequest(entries: readonly AuditEntry[]): readonly GroupedEntry[] {
  const groups: AuditEntry[][] = [];
  const open = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const group = entry.requestId === null ? undefined : open.get(entry.requestId);
    const first = group?.[0];
    if (group && first && Date.parse(first.timestamp) - Date.parse(entry.timestamp) <= TOGETHER_MS) group.push(entry);
    else {
      const begun = [entry];
      groups.push(begun);
      if (entry.requestId !== null) open.set(entry.requestId, begun);
    }
  }
  return groups.flatMap((group) => group.map((entry, index) => ({ entry, follows: index > 0 })));
}
