import { AUDIT_EVENTS, type AuditEventType, type ReadRecord } from '@gatehouse/contracts';
import { makeAuditRecord } from '@gatehouse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toOcsfEvent } from './ocsf-event.ts';
import { toSiemMessage, toSyslogFrame } from './siem-message.ts';
import { parseSiemTarget } from './siem-target.ts';
import { backoffMs } from './backoff.ts';

/** Texts of what breaks lines, cells and JSON. */
const anyText = fc.string({
  unit: fc.constantFrom('a', '"', "'", ',', '\\', '\r', '\n', '\t', '=', ' ', 'ж', '😀', '\u2028', '\ud800', '\u0001'),
});

describe('an OCSF event', () => {
  it('of a refused sign-in is a failed Logon of class Authentication', () => {
    const record = makeAuditRecord(7, {
      event_type: 'auth_failure',
      status: 'failure',
      reason: 'wrong password',
      user_id: 'u1',
      actor_role: 'viewer',
      ip_address: '192.0.2.1',
      user_agent: 'ua',
      session_id: 's1',
    });
    expect(toOcsfEvent(record)).toMatchObject({
      class_uid: 3002,
      category_uid: 3,
      activity_id: 1,
      type_uid: 300201,
      status_id: 2,
      severity_id: 3,
      status_detail: 'wrong password',
      time: Date.parse('2026-01-01T00:00:00Z'),
      user: { uid: 'u1', type_id: 1 },
      service: { name: 'gatehouse' },
      src_endpoint: { ip: '192.0.2.1' },
      http_request: { user_agent: 'ua' },
      session: { uid: 's1' },
      metadata: { uid: '7', event_code: 'auth_failure', original_time: record.timestamp },
    });
  });

  it('of a changed setting is an Update of class API Activity', () => {
    const record = makeAuditRecord(8, {
      event_type: 'setting_updated',
      event_category: 'data_operation',
      action: 'update',
      service_account_id: 'sa1',
      actor_role: 'service',
      resource_type: 'setting',
      resource_id: 'r1',
      resource_version: '3',
      request_id: 'q1',
    });
    expect(toOcsfEvent(record)).toMatchObject({
      class_uid: 6003,
      category_uid: 6,
      activity_id: 3,
      type_uid: 600303,
      status_id: 1,
      severity_id: 1,
      actor: { user: { uid: 'sa1', type_id: 3 } },
      api: { operation: 'update', request: { uid: 'q1' } },
      src_endpoint: { name: 'gatehouse' },
      resources: [{ uid: 'r1', type: 'setting', version: '3' }],
      unmapped: { details: { n: 8 }, signature: 's' },
    });
  });

  it('names who acted as far as that is known', () => {
    const userOf = (over: Partial<ReadRecord>) => toOcsfEvent(makeAuditRecord(1, over))['user'];
    expect(userOf({ user_id: 'u', actor_role: 'admin' })).toEqual({ uid: 'u', type_id: 2 });
    expect(userOf({ partner_id: 'p', actor_role: 'partner' })).toEqual({ uid: 'p', type_id: 1 });
    expect(userOf({ ip_address: '192.0.2.1' })).toEqual({ name: 'unknown', type_id: 0 });
    expect(userOf({})).toEqual({ name: 'gatehouse', type_id: 3 });
  });

  it('of every event that there is has what its class requires', () => {
    for (const [type, category] of Object.entries(AUDIT_EVENTS)) {
      const event = toOcsfEvent(makeAuditRecord(1, { event_type: type as AuditEventType, event_category: category }));
      expect(event['type_uid'], type).toBe(Number(event['class_uid']) * 100 + Number(event['activity_id']));
      for (const field of ['time', 'severity_id', 'status_id', 'metadata', 'src_endpoint'])
        expect(event).toHaveProperty(field);
      const required = event['class_uid'] === 3002 ? ['user', 'service'] : ['actor', 'api'];
      for (const field of required) expect(event, type).toHaveProperty(field);
    }
  });
});

describe('a syslog message', () => {
  it('is framed by its length in bytes and begins as RFC 5424 asks', () => {
    const message = toSiemMessage(makeAuditRecord(1, { reason: 'é', status: 'failure' }), 'gatehouse');
    const frame = toSyslogFrame(message, 'host one').toString('utf8');
    const [, length = '', rest = ''] = /^(\d+) (.*)$/s.exec(frame) ?? [];
    expect(Buffer.byteLength(rest)).toBe(Number(length));
    expect(rest).toMatch(/^<108>1 2026-01-01T00:00:00\.000001Z hostone gatehouse - auth_success - \{"id":"1",/);
    expect(JSON.parse(rest.slice(rest.indexOf('{')))).toMatchObject({ reason: 'é', signature: 's' });
  });

  it('stays one line whatever the entry holds', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('gatehouse', 'ocsf'), (reason, format) => {
        const { body } = toSiemMessage(makeAuditRecord(1, { reason: reason.toWellFormed() }), format);
        expect(body).not.toMatch(/[\r\n]/);
        expect(JSON.parse(body)).toBeTypeOf('object');
      }),
    );
  });
});

describe('the address of a receiver', () => {
  it.each([
    ['https://siem.example/in?x=1', { kind: 'webhook', plain: false }],
    ['http://10.0.0.1/', { kind: 'webhook', plain: true }],
    ['syslogs://siem.example', { kind: 'syslog', host: 'siem.example', port: 6514, plain: false }],
    ['syslog://[fd00::1]:1514', { kind: 'syslog', host: 'fd00::1', port: 1514, plain: true }],
  ])('%s', (text, expected) => {
    expect(parseSiemTarget(text)).toMatchObject(expected);
  });

  it.each(['', 'siem.example', 'ftp://siem.example', 'https://user:secret@siem.example', 'file:///etc/passwd'])(
    'is not %j, and the refusal does not repeat it',
    (text) => {
      const refusal = (() => {
        try {
          return parseSiemTarget(text);
        } catch (error) {
          return (error as Error).message;
        }
      })();
      expect(refusal).toMatch(/^must/);
      expect(refusal).not.toContain('secret');
    },
  );
});

it('waits longer after each failure, and never over a minute', () => {
  const waits = [1, 2, 3, 7, 50].map((failures) => backoffMs(failures, () => 1));
  expect(waits).toEqual([1000, 2000, 4000, 60_000, 60_000]);
  expect(backoffMs(1, () => 0)).toBe(500);
});
