import { uuidv7 } from '@gatehouse/crypto';
import type { StoredAlert } from './stored-alert.ts';

export function anAlert(overrides: Partial<StoredAlert> = {}): StoredAlert {
  return {
    id: uuidv7(),
    kind: 'file_infected',
    severity: 'critical',
    dedupeKey: 'file_infected:1',
    summary: 'An uploaded file was infected; it has been deleted',
    raisedAt: new Date('2026-02-03T04:05:06.789Z'),
    ...overrides,
  };
}
