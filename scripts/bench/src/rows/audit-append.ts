import { type AuditEntry, AuditTrail, UnitOfWork } from '@gatehouse/contracts';
import type { BenchRow } from '../bench-row.ts';
import { lanes } from '../compare.ts';

const AT_ONCE = 32;

const ENTRY: AuditEntry = {
  type: 'setting_updated',
  action: 'update',
  status: 'success',
  resource: { type: 'setting', id: '0192f0c1-2345-7abc-8def-0123456789ab', version: '2' },
  details: { key: 'mail.password', category: 'mail', type: 'string', changed: ['value'], before: null, after: null },
};

/** As wide as a record of this entry is, in one statement of its own: nothing reserved, joined to a change, or signed. */
const INSERT = `
  INSERT INTO audit_logs (event_type, event_category, "timestamp", resource_type, resource_id, resource_version, action,
    status, details, canonical, key_id, signature)
  VALUES ($1, 'data_operation', clock_timestamp(), $2, $3, $4, $5, $6, $7, $8, 'bench', repeat('0', 64))`;

/** A signed record in a transaction of its own, against the raw insert of such a row through the same pool. */
export const auditAppend: BenchRow = {
  name: 'audit-append',
  prepare: ({ api, pool }) => {
    const trail = api.get(AuditTrail, { strict: false });
    const unitOfWork = api.get(UnitOfWork, { strict: false });
    const { type, action, status, resource, details } = ENTRY;
    const row = [
      type,
      resource?.type,
      resource?.id,
      resource?.version,
      action,
      status,
      JSON.stringify(details),
      'x'.repeat(500),
    ];
    return Promise.resolve({
      product: lanes(AT_ONCE, () => unitOfWork.run(() => trail.record(ENTRY))),
      floor: lanes(AT_ONCE, () => pool.query(INSERT, row)),
    });
  },
};
