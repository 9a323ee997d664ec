import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '@gatehouse/api-client';
import { actorName, resourceName, wholeResourceName } from './entry-words.ts';

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

const unknown = () => undefined;
const known = (asked: string) => (asked === id ? 'ada' : undefined);

describe('an audit entry in words', () => {
  it('names a setting by its key and a file by its name, or by its id, cut where lines are short', () => {
    const setting = entry({
      resourceType: 'setting',
      resourceId: id,
      resourceVersion: '3',
      details: { key: 'smtp.password' },
    });
    expect(resourceName(setting, unknown)).toBe('setting smtp.password v3');
    const upload = entry({ resourceType: 'upload', resourceId: id });
    expect([resourceName(upload, unknown), wholeResourceName(upload, unknown)]).toEqual([
      'file 019a0c…00ada0',
      `file ${id}`,
    ]);
    expect(resourceName(upload, (asked) => (asked === id ? 'holiday photo.png' : undefined))).toBe(
      'file holiday photo.png',
    );
    expect(resourceName(entry({}), unknown)).toBe('');
    expect(resourceName(entry({ resourceType: 'route', resourceId: '/api/users' }), unknown)).toBe('/api/users');
  });

  it('names people and services that something was done to, once they are known', () => {
    const user = entry({ resourceType: 'user', resourceId: id });
    expect([resourceName(user, unknown), resourceName(user, known)]).toEqual(['user 019a0c…00ada0', 'user ada']);
    expect(resourceName(entry({ resourceType: 'service_account', resourceId: id }), known)).toBe('service ada');
  });

  it('tells people, strangers and the system apart', () => {
    expect(actorName(entry({ userId: id }), known)).toBe('ada');
    expect(actorName(entry({ userId: id }), unknown)).toBe('019a0c…00ada0');
    expect(actorName(entry({ serviceAccountId: id }), known)).toBe('service ada');
    expect(actorName(entry({ partnerId: id }), unknown)).toBe('partner 019a0c…00ada0');
    expect(actorName(entry({ ipAddress: '127.0.0.1' }), known)).toBe('nobody signed in');
    expect(actorName(entry({}), known)).toBe('the system');
  });
});
