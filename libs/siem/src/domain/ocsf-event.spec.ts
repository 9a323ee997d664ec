import { AUDIT_EVENTS, type AuditEventType, type ReadRecord } from '@gatehouse/contracts';
import { makeAuditRecord } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { toOcsfEvent } from './ocsf-event.ts';

const EVENTS = Object.keys(AUDIT_EVENTS) as AuditEventType[];
const eventOf = (over: Partial<ReadRecord>) => toOcsfEvent(makeAuditRecord(1, over));

describe('an OCSF event', () => {
  it('of a sign-in is a Logon of class Authentication, as the documentation shows it', () => {
    const event = eventOf({
      id: '4',
      timestamp: '2026-11-22T12:22:21.045228Z',
      event_type: 'auth_success',
      event_category: 'authentication',
      user_id: 'u1',
      actor_role: 'admin',
      ip_address: '192.0.2.1',
      user_agent: 'node',
      session_id: 's1',
      tenant: 'north',
      reason: 'with a recovery code',
      details: null,
    });
    expect(event).toEqual({
      class_uid: 3002,
      class_name: 'Authentication',
      category_uid: 3,
      category_name: 'Identity & Access Management',
      activity_id: 1,
      activity_name: 'Logon',
      type_uid: 300201,
      time: 1795350141045,
      severity_id: 1,
      status_id: 1,
      status: 'Success',
      status_detail: 'with a recovery code',
      src_endpoint: { ip: '192.0.2.1' },
      http_request: { user_agent: 'node' },
      metadata: {
        version: '1.3.0',
        uid: '4',
        event_code: 'auth_success',
        original_time: '2026-11-22T12:22:21.045228Z',
        log_name: 'audit',
        product: { name: 'Gatehouse', vendor_name: 'Gatehouse' },
        tenant_uid: 'north',
      },
      unmapped: { category: 'authentication', status: 'success', details: null, key_id: 'k', signature: 's' },
      user: { uid: 'u1', type_id: 2 },
      service: { name: 'gatehouse' },
      is_remote: true,
      session: { uid: 's1' },
    });
  });

  it('of a changed setting is an Update of class API Activity', () => {
    const event = eventOf({
      event_type: 'setting_updated',
      event_category: 'data_operation',
      action: 'update',
      service_account_id: 'sa1',
      actor_role: 'service',
      session_id: 's1',
      resource_type: 'setting',
      resource_id: 'r1',
      resource_version: '3',
      request_id: 'q1',
    });
    expect(event).toEqual({
      class_uid: 6003,
      class_name: 'API Activity',
      category_uid: 6,
      category_name: 'Application Activity',
      activity_id: 3,
      activity_name: 'Update',
      type_uid: 600303,
      time: Date.parse('2026-01-01T00:00:00Z'),
      severity_id: 1,
      status_id: 1,
      status: 'Success',
      src_endpoint: { name: 'gatehouse' },
      metadata: {
        version: '1.3.0',
        uid: '1',
        event_code: 'setting_updated',
        original_time: '2026-01-01T00:00:00.000001Z',
        log_name: 'audit',
        product: { name: 'Gatehouse', vendor_name: 'Gatehouse' },
      },
      unmapped: { category: 'data_operation', status: 'success', details: { n: 1 }, key_id: 'k', signature: 's' },
      actor: { user: { uid: 'sa1', type_id: 3 }, session: { uid: 's1' } },
      api: { operation: 'update', service: { name: 'gatehouse' }, request: { uid: 'q1' } },
      resources: [{ uid: 'r1', type: 'setting', version: '3' }],
    });
  });

  it('leaves out what is not known', () => {
    const activity = eventOf({ event_type: 'file_upload', resource_id: 'r1' });
    expect(activity).toMatchObject({ api: { operation: 'try', service: { name: 'gatehouse' } } });
    expect(activity['resources']).toEqual([{ uid: 'r1' }]);
    expect(activity['actor']).toEqual({ user: { name: 'gatehouse', type_id: 3 } });
    expect(activity['api']).not.toHaveProperty('request');
    expect(eventOf({ event_type: 'file_upload' })).not.toHaveProperty('resources');
    for (const name of ['session', 'status_detail', 'http_request'])
      expect(eventOf({ event_type: 'logout' })).not.toHaveProperty(name);
    expect(eventOf({})['metadata']).not.toHaveProperty('tenant_uid');
  });

  it('names who acted as far as that is known', () => {
    const userOf = (over: Partial<ReadRecord>) => eventOf(over)['user'];
    expect(userOf({ user_id: 'u', actor_role: 'admin' })).toEqual({ uid: 'u', type_id: 2 });
    expect(userOf({ user_id: 'u', actor_role: 'viewer' })).toEqual({ uid: 'u', type_id: 1 });
    expect(userOf({ service_account_id: 'sa', actor_role: 'service' })).toEqual({ uid: 'sa', type_id: 3 });
    expect(userOf({ partner_id: 'p', actor_role: 'partner' })).toEqual({ uid: 'p', type_id: 1 });
    expect(userOf({ ip_address: '192.0.2.1' })).toEqual({ name: 'unknown', type_id: 0 });
    expect(userOf({})).toEqual({ name: 'gatehouse', type_id: 3 });
  });

  it('names where it came from as far as that is known', () => {
    expect(eventOf({ ip_address: '2001:db8::1' })['src_endpoint']).toEqual({ ip: '2001:db8::1' });
    expect(eventOf({ ip_address: 'unknown' })['src_endpoint']).toEqual({ name: 'unknown' });
  });

  it.each([
    ['success', 'security', 'Success', 1, 1],
    ['failure', 'authentication', 'Failure', 2, 3],
    ['denied', 'authorization', 'Failure', 2, 3],
    ['denied', 'security', 'Failure', 2, 4],
  ] as const)('of a %s of the category %s: %s (%d), severity %d', (status, event_category, name, id, severity) => {
    expect(eventOf({ status, event_category })).toMatchObject({ status: name, status_id: id, severity_id: severity });
  });

  // receivers build their rules on these: an event that moves from one line to another breaks them
  it.each([
    ['Authentication', 1, 'Logon', ['auth_success', 'auth_failure', 'auth_locked']],
    ['Authentication', 2, 'Logoff', ['logout']],
    ['Authentication', 99, 'Session Renewal', ['token_refreshed']],
    ['Authentication', 99, 'Refresh Token Reuse', ['refresh_reuse']],
    [
      'API Activity',
      1,
      'Create',
      ['user_created', 'service_account_created', 'setting_created', 'file_upload', 'key_published'],
    ],
    [
      'API Activity',
      2,
      'Read',
      [
        'authorization_denied',
        'setting_revealed',
        'settings_exported',
        'settings_checked',
        'file_transfer',
        'audit_read',
        'audit_exported',
        'audit_verified',
      ],
    ],
    [
      'API Activity',
      3,
      'Update',
      [
        'password_changed',
        'two_factor_enabled',
        'two_factor_disabled',
        'user_disabled',
        'user_enabled',
        'user_role_changed',
        'service_account_updated',
        'secret_rotated',
        'secret_revoked',
        'token_revoked',
        'key_rotated',
        'key_rotation_scheduled',
        'key_retired',
        'key_revoked',
        'setting_updated',
        'setting_rolled_back',
        'setting_restored',
        'audit_replayed',
      ],
    ],
    [
      'API Activity',
      4,
      'Delete',
      [
        'service_account_deleted',
        'secret_deleted',
        'key_deleted',
        'file_deleted',
        'setting_deleted',
        'setting_destroyed',
      ],
    ],
  ] as const)('of class %s with activity %d, %s, is made of these', (class_name, activity_id, activity_name, types) => {
    const expected = { class_name, activity_id, activity_name };
    const found = EVENTS.filter((event_type) => {
      const event = eventOf({ event_type });
      return Object.entries(expected).every(([name, value]) => event[name] === value);
    });
    expect(found.sort()).toEqual([...types].sort());
  });

  it('of an event of no known kind is API Activity of another kind', () => {
    expect(eventOf({ event_type: 'file_infected' })).toMatchObject({ type_uid: 600399, activity_name: 'Other' });
  });

  it('of every event that there is has what its class requires', () => {
    for (const [type, category] of Object.entries(AUDIT_EVENTS)) {
      const event = eventOf({ event_type: type as AuditEventType, event_category: category });
      expect(event['type_uid'], type).toBe(Number(event['class_uid']) * 100 + Number(event['activity_id']));
      for (const field of ['time', 'severity_id', 'status_id', 'metadata', 'src_endpoint'])
        expect(event).toHaveProperty(field);
      const required = event['class_uid'] === 3002 ? ['user', 'service'] : ['actor', 'api'];
      for (const field of required) expect(event, type).toHaveProperty(field);
    }
  });
});
