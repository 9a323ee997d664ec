import type { Upload } from '@gatehouse/api-client';
import type { IconName } from '../ui/icon-paths.ts';
import type { Tone } from '../ui/status-chip.ts';

export interface StatusWords {
  readonly name: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

/** An upload's status as word, colour and shape. */
export function uploadStatus(status: Upload['status']): StatusWords {
  switch (status) {
    case 'pending_scan':
      return { name: $localize`Waiting for scan`, tone: 'warn', icon: 'clock' };
    case 'scanning':
      return { name: $localize`Scanning`, tone: 'info', icon: 'scan' };
    case 'clean':
      return { name: $localize`Clean`, tone: 'ok', icon: 'shield-check' };
    case 'destroying':
      return { name: $localize`Infected, being deleted`, tone: 'danger', icon: 'shield-x' };
    case 'infected':
      return { name: $localize`Infected, deleted`, tone: 'danger', icon: 'shield-x' };
    case 'suspicious':
      return { name: $localize`Suspicious, held`, tone: 'warn', icon: 'alert' };
    case 'unscannable':
      return { name: $localize`Could not be scanned`, tone: 'danger', icon: 'octagon' };
    case 'scan_failed':
      return { name: $localize`Scan failed`, tone: 'danger', icon: 'octagon' };
    case 'deleted':
      return { name: $localize`Deleted`, tone: 'neutral', icon: 'dash-circle' };
    default:
      return { name: status, tone: 'neutral', icon: 'dash-circle' };
  }
}

/** Whether its status will change by itself, and soon. */
export function isUnderway({ status }: Pick<Upload, 'status'>): boolean {
  return status === 'pending_scan' || status === 'scanning' || status === 'destroying';
}
