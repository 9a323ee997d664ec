import type { HealthComponent, SystemHealth } from '@gatehouse/api-client';
import type { Tone } from '../ui/status-chip.ts';

/** A component as people name it. */
export function componentName(name: string): string {
  switch (name) {
    case 'api':
      return 'API';
    case 'worker':
      return $localize`Worker`;
    case 'postgres':
    case 'database':
      return 'Postgres';
    case 'redis':
      return 'Redis';
    case 'storage':
    case 'file_storage':
      return $localize`Storage`;
    case 'scanner':
    case 'scanners':
    case 'malware_scanners':
      return $localize`Scanners`;
    case 'audit':
    case 'audit_log':
      return $localize`Audit log`;
    case 'keys':
    case 'signing_keys':
      return $localize`Signing keys`;
    case 'settings':
      return $localize`Settings`;
    case 'outbox':
      return $localize`Outbox`;
    default:
      return name;
  }
}

export function componentState(status: HealthComponent['status']): { readonly name: string; readonly tone: Tone } {
  switch (status) {
    case 'up':
      return { name: $localize`healthy`, tone: 'ok' };
    case 'degraded':
      return { name: $localize`degraded`, tone: 'warn' };
    case 'down':
      return { name: $localize`down`, tone: 'danger' };
    default:
      return { name: status, tone: 'neutral' };
  }
}

/** The whole state in one sentence: what is wrong is named. */
export function stateSentence(health: SystemHealth, locale: string): string {
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const names = (status: string) =>
    list.format(health.components.filter((one) => one.status === status).map((one) => componentName(one.name)));
  const down = names('down');
  const degraded = names('degraded');
  if (down !== '' && degraded !== '') return $localize`Down: ${down}:DOWN:. Degraded: ${degraded}:DEGRADED:.`;
  if (down !== '') return $localize`Down: ${down}:DOWN:. Everything else is healthy.`;
  if (degraded !== '') return $localize`Degraded: ${degraded}:DEGRADED:. Everything else is healthy.`;
  return health.status === 'ok' ? $localize`All systems healthy.` : $localize`The system is not fully healthy.`;
}

export function overallTone(health: SystemHealth): Tone {
  if (health.status === 'ok') return 'ok';
  return health.status === 'degraded' ? 'warn' : 'danger';
}
