import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '@gatehouse/api-client';
import { EVENT_TYPES, actorName, eventName, resourceName, wholeResourceName } from './event-names.ts';

const id = '019a0c1e-7f00-7000-8000-00000000ada0';
const entry = (over: Partial<AuditEntry>): AuditEntry => ({
  id: '1',
  type: 'setting_updated',
  category: 'data_operation',
  timestamp: '2026-01-01T00:00:00.000000Z',
  action: 'update',
  status: 'success',
  reason: null,
  userId: null,
  serviceAccountId: null,
  partnerId: null,
  tenant: null,
  actorRole: null,
  sessionId: null,
  ipAddress: null,
  userAgent: null,
  resourceType: null,
  resourceId: null,
  resourceVersion: null,
  details: null,
  requestId: null,
  keyId: 'k1',
  ...over,
});

describe('an audit entry in words', () => {
  it('names a setting by its key and everything else by its id, cut where lines are short', () => {
    const setting = entry({
      resourceType: 'setting',
      resourceId: id,
      resourceVersion: '3',
      details: { key: 'smtp.password' },
    });
    expect(resourceName(setting)).toBe('setting smtp.password v3');
    const upload = entry({ resourceType: 'upload', resourceId: id });
    expect([resourceName(upload), wholeResourceName(upload)]).toEqual(['file 019a0c…00ada0', `file ${id}`]);
    expect(resourceName(entry({}))).toBe('');
  });

  it('tells people, strangers and the system apart', () => {
    const me = { id, login: 'ada', role: 'admin', mustChangePassword: false } as const;
    expect(actorName(entry({ userId: id }), me)).toBe('ada');
    expect(actorName(entry({ userId: id }))).toBe('019a0c…00ada0');
    expect(actorName(entry({ serviceAccountId: id }))).toBe('service 019a0c…00ada0');
    expect(actorName(entry({ partnerId: id }))).toBe('partner 019a0c…00ada0');
    expect(actorName(entry({ ipAddress: '127.0.0.1' }))).toBe('nobody signed in');
    expect(actorName(entry({}))).toBe('the system');
  });

  it('has words of its own for every event', () => {
    const names = EVENT_TYPES.map(eventName);
    expect(new Set(names).size).toBe(EVENT_TYPES.length);
    for (const name of names) expect(name).not.toContain('_');
  });
});
