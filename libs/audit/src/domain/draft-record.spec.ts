import type { AuditEntry, Principal, RequestContext } from '@gatehouse/contracts';
import { describe, expect, it } from 'vitest';
import { draftRecord } from './draft-record.ts';

const entry: AuditEntry = { type: 'setting_updated', action: 'update', status: 'success' };

function contextOf(principal?: Partial<Principal>): RequestContext {
  const base = { kind: 'user', id: 'p1', role: 'admin', permissions: new Set<never>(), tokenId: 't1' } as const;
  return { requestId: 'r1', ip: '::1', userAgent: 'ua', ...(principal && { principal: { ...base, ...principal } }) };
}

describe('a draft of an audit record', () => {
  it('takes actor, session and origin from the request', () => {
    expect(draftRecord(entry, contextOf({ sessionId: 's1', tenant: 'north' }))).toMatchObject({
      event_type: 'setting_updated',
      event_category: 'data_operation',
      user_id: 'p1',
      actor_role: 'admin',
      session_id: 's1',
      tenant: 'north',
      ip_address: '::1',
      user_agent: 'ua',
      request_id: 'r1',
    });
  });

  it('puts service accounts and partners into their own columns', () => {
    expect(draftRecord(entry, contextOf({ kind: 'service_account' }))).toMatchObject({
      user_id: null,
      service_account_id: 'p1',
      partner_id: null,
    });
    expect(draftRecord(entry, contextOf({ kind: 'partner' }))).toMatchObject({ user_id: null, partner_id: 'p1' });
  });

  it('lets a login name the actor that the request does not know yet', () => {
    const login = { ...entry, actor: { userId: 'u9', role: 'viewer', sessionId: 's9' } };
    expect(draftRecord(login, contextOf())).toMatchObject({ user_id: 'u9', actor_role: 'viewer', session_id: 's9' });
  });

  it('tells what was done to what, and why', () => {
    const whole: AuditEntry = {
      ...entry,
      reason: { given: 'because' },
      resource: { type: 'setting', id: 'r1', version: '3' },
      details: { a: -0 },
    };
    expect(draftRecord(whole, undefined)).toEqual({
      action: 'update',
      actor_role: null,
      details: { a: 0 },
      event_category: 'data_operation',
      event_type: 'setting_updated',
      ip_address: null,
      partner_id: null,
      reason: 'because',
      request_id: null,
      resource_id: 'r1',
      resource_type: 'setting',
      resource_version: '3',
      service_account_id: null,
      session_id: null,
      status: 'success',
      tenant: null,
      user_agent: null,
      user_id: null,
    });
  });

  it('names the actor by what the entry says before what the request says', () => {
    const login = { ...entry, actor: { userId: 'u9', role: 'viewer', sessionId: 's9' } };
    const context = contextOf({ sessionId: 's1', tenant: 'north' });
    expect(draftRecord(login, context)).toMatchObject({ user_id: 'u9', actor_role: 'viewer', session_id: 's9' });
    expect(draftRecord({ ...entry, actor: {} }, context)).toMatchObject({ user_id: 'p1', session_id: 's1' });
  });

  it('works outside of requests', () => {
    expect(draftRecord(entry, undefined)).toMatchObject({ user_id: null, request_id: null, details: null });
  });

  it('says that the address of a client is unknown, which is not the same as no client', () => {
    expect(draftRecord(entry, { requestId: 'r1', addressUnknown: true }).ip_address).toBe('unknown');
    expect(draftRecord(entry, { requestId: 'r1' }).ip_address).toBeNull();
  });

  it('bounds and cleans what a caller can send', () => {
    const { user_agent } = draftRecord(entry, { requestId: 'r1', userAgent: `\u0000${'x'.repeat(5000)}` });
    expect(user_agent).toHaveLength(1024);
    expect(user_agent?.startsWith('\uFFFDx')).toBe(true);
  });
});
