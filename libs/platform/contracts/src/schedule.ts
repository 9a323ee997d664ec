/** When a task has its turn. */
export type TaskTime =
  /** Milliseconds from one turn to the next, beginning with the start of the process. */
  | { readonly everyMs: number }
  /** Six fields, the second first, in UTC wherever the host stands. */
  | { readonly cron: string };

/** Work that a process does again and again by itself. */
export interface ScheduledTask {
  /** Unique within a process; stands in metrics and logs. */
  readonly name: string;
  readonly when: TaskTime;
  /** Puts each turn off by a time up to this, drawn anew: processes that tick together should not all ask at once. */
  readonly jitterMs?: number;
  /** Of all processes one does it at each turn; all of them without Redis, so it must be harmless then. */
  readonly leader?: boolean;
  /** Also when the process starts, before it takes requests, one task after the other as they are declared. */
  readonly atStart?: boolean;
  /** How long to leave out turns after so many failures in a row. Without it the next turn tries again. */
  readonly backoffMs?: (failures: number) => number;
  readonly work: () => Promise<unknown>;
}

/** The tasks of a domain. Any provider that extends this is found by the schedule runner of its process. */
export abstract class Schedule {
  constructor(readonly tasks: readonly ScheduledTask[]) {}
}
