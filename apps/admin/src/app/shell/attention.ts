import type { AuditEntry, Upload } from '@gatehouse/api-client';
import { eventName } from '../audit/event-names.ts';
import type { ListTotal } from '../api/paged-list.ts';
import type { IconName } from '../ui/icon-paths.ts';

/** What was found; what nobody asked for, or has no answer yet, is left out. */
export interface Findings {
  readonly held?: ListTotal;
  readonly unscannable?: ListTotal;
  readonly scanFailed?: ListTotal;
  readonly infected?: ListTotal & { readonly newest: Pick<Upload, 'createdAt'> | undefined };
  readonly expired?: ListTotal;
  /** Includes those that have expired. */
  readonly expiring?: ListTotal;
  readonly locked?: ListTotal;
  readonly verification?: Pick<AuditEntry, 'status'> | undefined;
  readonly alarm?: Pick<AuditEntry, 'type' | 'timestamp'> | undefined;
}

/** One thing that somebody has to do something about. */
export interface Need {
  readonly tone: 'danger' | 'warn';
  readonly icon: IconName;
  readonly text: string;
  /** Nothing for what is one thing and needs no number. */
  readonly total?: ListTotal;
  readonly verb: string;
  /** The page on which it is dealt with, as the rail knows it. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
}

/** Entries about which somebody is alerted too, and which no other line tells of. */
export const ALARMS = [
  'refresh_reuse',
  'setting_binding_mismatch',
  'setting_decryption_failed',
  'audit_checkpoint_refused',
] as const satisfies readonly AuditEntry['type'][];

const DAY_MS = 86_400_000;
/** Nobody can do away with them: they are news for a while. */
const INFECTED_IS_NEWS_MS = 7 * DAY_MS;
const ALARM_IS_NEWS_MS = DAY_MS;

/** The worst first. */
export function needsOf(findings: Findings, now: number): readonly Need[] {
  const needs = [
    ...fileNeeds(findings, now),
    ...settingNeeds(findings),
    ...userNeeds(findings),
    ...auditNeeds(findings, now),
  ];
  return [...needs.filter(({ tone }) => tone === 'danger'), ...needs.filter(({ tone }) => tone === 'warn')];
}

function fileNeeds({ held, unscannable, scanFailed, infected }: Findings, now: number): readonly Need[] {
  const verb = $localize`:what to do with files:Look at them`;
  const needs: Need[] = [];
  const add = (need: Pick<Need, 'tone' | 'icon' | 'text'>, status: string, total: ListTotal | undefined): void => {
    if (total !== undefined && total.count > 0)
      needs.push({ ...need, total, verb, path: '/uploads', query: { status } });
  };
  if (infected?.newest && now - Date.parse(infected.newest.createdAt) < INFECTED_IS_NEWS_MS)
    add(
      { tone: 'danger', icon: 'shield-x', text: $localize`Infected files, deleted; the last one this week` },
      'infected',
      infected,
    );
  add({ tone: 'warn', icon: 'alert', text: $localize`Suspicious files, held` }, 'suspicious', held);
  add({ tone: 'warn', icon: 'octagon', text: $localize`Files whose scan failed` }, 'scan_failed', scanFailed);
  add({ tone: 'warn', icon: 'octagon', text: $localize`Files that could not be scanned` }, 'unscannable', unscannable);
  return needs;
}

function settingNeeds({ expired, expiring }: Findings): readonly Need[] {
  const verb = $localize`:what to do with settings:Renew`;
  const needs: Need[] = [];
  const add = (need: Pick<Need, 'tone' | 'icon' | 'text'>, q: string, total: ListTotal | undefined): void => {
    if (total !== undefined && total.count > 0) needs.push({ ...need, total, verb, path: '/settings', query: { q } });
  };
  add({ tone: 'danger', icon: 'octagon', text: $localize`Settings that have expired` }, 'expires:<0d', expired);
  const soon = expiring && { ...expiring, count: expiring.count - (expired?.count ?? 0) };
  add({ tone: 'warn', icon: 'clock', text: $localize`Settings that expire within 14 days` }, 'expires:<14d', soon);
  return needs;
}

function userNeeds({ locked }: Findings): readonly Need[] {
  if (locked === undefined || locked.count === 0) return [];
  const text = $localize`Locked users`;
  const verb = $localize`:what to do with users:Unlock`;
  return [{ tone: 'danger', icon: 'lock', text, total: locked, verb, path: '/users', query: { state: 'locked' } }];
}

function auditNeeds({ verification, alarm }: Findings, now: number): readonly Need[] {
  const failed: Need = {
    tone: 'danger',
    icon: 'shield-x',
    text: $localize`The last verification of the audit log failed`,
    verb: $localize`See why`,
    path: '/audit',
    query: { type: 'audit_verified' },
  };
  const isNews = alarm !== undefined && now - Date.parse(alarm.timestamp) < ALARM_IS_NEWS_MS;
  return [
    ...(verification?.status === 'failure' ? [failed] : []),
    ...(isNews
      ? [
          {
            tone: 'danger',
            icon: 'alert',
            text: $localize`In the last 24 hours: ${eventName(alarm.type)}:EVENT:`,
            verb: $localize`Look into it`,
            path: '/audit',
            query: { type: ALARMS },
          } as const,
        ]
      : []),
  ];
}

/** "12", or "1000+" when no more were counted. */
export function countText({ count, exact }: ListTotal, locale: string): string {
  return `${new Intl.NumberFormat(locale).format(count)}${exact ? '' : '+'}`;
}
