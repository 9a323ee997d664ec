import type { StoredAlert } from './stored-alert.ts';

export interface WaitingAlert {
  readonly alert: StoredAlert;
  /** Of the request or job that raised it. */
  readonly requestId: string;
}

export type Admission = 'waits' | 'known' | 'full';

/**
 * Alerts that are not written yet, oldest first. One that waits already, by key and severity, is not taken again, so that a
 * cause that comes and goes fills no room. When there is none left, new ones are turned away: the first alerts are the
 * closest to the cause.
 */
export class WaitingAlerts {
  private readonly byKey = new Map<string, WaitingAlert>();

  constructor(private readonly room: number) {}

  get size(): number {
    return this.byKey.size;
  }

  admit(waiting: WaitingAlert): Admission {
    const key = keyOf(waiting);
    if (this.byKey.has(key)) return 'known';
    if (this.byKey.size >= this.room) return 'full';
    this.byKey.set(key, waiting);
    return 'waits';
  }

  oldest(): WaitingAlert | undefined {
    return this.byKey.values().next().value;
  }

  remove(waiting: WaitingAlert): void {
    this.byKey.delete(keyOf(waiting));
  }
}

/** The same thing at another severity is news: a warning that waits must not hide what has become critical. */
function keyOf({ alert }: WaitingAlert): string {
  return `${alert.severity} ${alert.dedupeKey}`;
}
