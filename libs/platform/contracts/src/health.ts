export type ComponentStatus = 'up' | 'degraded' | 'down';

export interface HealthResult {
  readonly status: ComponentStatus;
  /** Shown to operators only; names no secret. */
  readonly detail?: string;
}

/**
 * Whether a part of the system works. A provider of this class in any module is found by itself.
 * A check that throws or takes longer than a second counts as `down`.
 */
export abstract class HealthCheck {
  /** Short and stable, e.g. `postgres`. */
  abstract readonly name: string;
  /** Whether the process can serve nothing without it: only then it stops being ready. */
  readonly critical: boolean = false;
  abstract check(signal: AbortSignal): Promise<HealthResult>;
}

/** What the workers told of themselves, as the API knows it: they may run on other machines. */
export abstract class WorkerReports {
  abstract workers(): Promise<HealthResult>;
  /** A component that lives in the workers, by the name of its `HealthCheck`. */
  abstract component(name: string): Promise<HealthResult>;
}
