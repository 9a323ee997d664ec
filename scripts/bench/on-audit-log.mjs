/** Rows that measure on an audit log of years, which is kept for the next run. */
const ON_AUDIT_LOG = ['audit-search', 'audit-export', 'audit-verify', 'audit-retention', 'audit-sequencer'];

/** @param {string} name of a row */
export const isOnAuditLog = (name) => ON_AUDIT_LOG.includes(name);
