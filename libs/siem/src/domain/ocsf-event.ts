import type { JsonObject, ReadRecord } from '@gatehouse/contracts';

const OCSF_VERSION = '1.3.0';
const AUTHENTICATION = 3002;
const API_ACTIVITY = 6003;
const OTHER = 99;

/** Activities of class 3002. A session that is renewed or refused is its logon's affair. */
const LOGONS: Readonly<Record<string, { readonly id: number; readonly name: string }>> = {
  auth_success: { id: 1, name: 'Logon' },
  auth_failure: { id: 1, name: 'Logon' },
  auth_locked: { id: 1, name: 'Logon' },
  logout: { id: 2, name: 'Logoff' },
  token_refreshed: { id: OTHER, name: 'Session Renewal' },
  refresh_reuse: { id: OTHER, name: 'Refresh Token Reuse' },
};

/** Activities of class 6003, by the endings of our event names. */
const CRUD: readonly (readonly [RegExp, number, string])[] = [
  [/(_created|_upload|_published)$/, 1, 'Create'],
  [/(_revealed|_transfer|_read|_exported|_checked|_verified|_denied)$/, 2, 'Read'],
  [
    /(_updated|_rotated|_rolled_back|_restored|_changed|_disabled|_enabled|_revoked|_retired|_scheduled|_replayed)$/,
    3,
    'Update',
  ],
  [/(_deleted|_destroyed)$/, 4, 'Delete'],
];

const SEVERITY = { informational: 1, medium: 3, high: 4 } as const;

/** An entry as an OCSF event: Authentication (3002) for sign-ins and sessions, API Activity (6003) for everything else. */
export function toOcsfEvent(record: ReadRecord): JsonObject {
  const logon = LOGONS[record.event_type];
  return logon ? authentication(record, logon) : apiActivity(record);
}

function authentication(record: ReadRecord, activity: { readonly id: number; readonly name: string }): JsonObject {
  return {
    ...base(record, AUTHENTICATION, activity.id, activity.name),
    category_uid: 3,
    category_name: 'Identity & Access Management',
    class_name: 'Authentication',
    user: userOf(record),
    service: { name: 'gatehouse' },
    is_remote: true,
    ...(record.session_id !== null && { session: { uid: record.session_id } }),
  };
}

function apiActivity(record: ReadRecord): JsonObject {
  const [, id, name] = CRUD.find(([ending]) => ending.test(record.event_type)) ?? [undefined, OTHER, 'Other'];
  return {
    ...base(record, API_ACTIVITY, id, name),
    category_uid: 6,
    category_name: 'Application Activity',
    class_name: 'API Activity',
    actor: { user: userOf(record), ...(record.session_id !== null && { session: { uid: record.session_id } }) },
    api: {
      operation: record.action,
      service: { name: 'gatehouse' },
      ...(record.request_id !== null && { request: { uid: record.request_id } }),
    },
    ...(record.resource_id !== null && {
      resources: [
        {
          uid: record.resource_id,
          ...(record.resource_type !== null && { type: record.resource_type }),
          ...(record.resource_version !== null && { version: record.resource_version }),
        },
      ],
    }),
  };
}

function base(record: ReadRecord, classUid: number, activityId: number, activityName: string): JsonObject {
  const succeeded = record.status === 'success';
  return {
    class_uid: classUid,
    activity_id: activityId,
    activity_name: activityName,
    type_uid: classUid * 100 + activityId,
    time: Date.parse(record.timestamp),
    severity_id: severityOf(record),
    status_id: succeeded ? 1 : 2,
    status: succeeded ? 'Success' : 'Failure',
    ...(record.reason !== null && { status_detail: record.reason }),
    // where no client is involved, the system itself is the source
    src_endpoint: sourceOf(record.ip_address),
    ...(record.user_agent !== null && { http_request: { user_agent: record.user_agent } }),
    metadata: {
      version: OCSF_VERSION,
      uid: record.id,
      event_code: record.event_type,
      original_time: record.timestamp,
      log_name: 'audit',
      product: { name: 'Gatehouse', vendor_name: 'Gatehouse' },
      ...(record.tenant !== null && { tenant_uid: record.tenant }),
    },
    unmapped: {
      category: record.event_category,
      status: record.status,
      details: record.details,
      key_id: record.key_id,
      signature: record.signature,
    },
  };
}

function sourceOf(address: string | null): JsonObject {
  if (address === null) return { name: 'gatehouse' };
  return address === 'unknown' ? { name: address } : { ip: address };
}

/** OCSF `user.type_id`: 0 unknown, 1 user, 2 admin, 3 system. */
function userOf({ user_id, service_account_id, partner_id, actor_role, ip_address }: ReadRecord): JsonObject {
  const uid = user_id ?? service_account_id ?? partner_id;
  if (uid !== null) return { uid, type_id: actor_role === 'admin' ? 2 : uid === service_account_id ? 3 : 1 };
  return ip_address === null ? { name: 'gatehouse', type_id: 3 } : { name: 'unknown', type_id: 0 };
}

function severityOf({ event_category, status }: ReadRecord): number {
  if (status === 'success') return SEVERITY.informational;
  return event_category === 'security' ? SEVERITY.high : SEVERITY.medium;
}
