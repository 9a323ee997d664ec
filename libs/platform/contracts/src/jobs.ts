import type { RevokedToken } from './access.ts';

/** Every job by name, with its payload: ids only, never content. A job is idempotent: it may run twice. */
export interface JobMap {
  'scan-upload': { readonly uploadId: string };
  'deliver-alert': { readonly alertId: string };
}
export const JOB_NAMES = ['scan-upload', 'deliver-alert'] as const satisfies readonly (keyof JobMap)[];
export type JobName = (typeof JOB_NAMES)[number];

export interface JobContext {
  /** The request that caused the job. */
  readonly requestId: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Whether no further try follows this one. */
  readonly lastAttempt: boolean;
}

/** Work for later: written in the current transaction, handed to the queue after it has committed, at least once. */
export abstract class Outbox {
  abstract enqueue<N extends JobName>(name: N, payload: JobMap[N]): Promise<void>;
}

/** Hands a job of the outbox to the queue; resolves when the queue has it. The id makes a second hand-over harmless. */
export abstract class JobPublisher {
  abstract publish(job: OutboxJob): Promise<void>;
}

export interface OutboxJob {
  readonly id: string;
  readonly name: JobName;
  readonly payload: JobMap[JobName];
  readonly requestId: string;
}

/** The one handler of a job name; the worker refuses to start when a name has none or two. */
export abstract class JobHandler<N extends JobName = JobName> {
  abstract readonly jobName: N;
  abstract handle(payload: JobMap[N], context: JobContext): Promise<void>;
}

/** Announces that something changed to every replica; may be lost, so receivers also re-read now and then. */
export interface EventMap {
  'keys-changed': { readonly kid: string };
  /** `until`: milliseconds since 1970, when the last of these tokens has expired by itself. */
  'tokens-revoked': { readonly tokens: readonly RevokedToken[]; readonly until: number };
}
export type EventName = keyof EventMap;

export abstract class EventBus {
  abstract publish<N extends EventName>(name: N, payload: EventMap[N]): Promise<void>;
  abstract subscribe<N extends EventName>(name: N, listener: (payload: EventMap[N]) => void): void;
}

/** What becomes of a job that was handed over: its outbox row goes once it is done, and stays as a dead letter once it is given up. */
export abstract class OutboxLedger {
  abstract settle(jobId: string): Promise<void>;
  /**
   * @param code what made its last attempt fail (`failureCodeOf`); rows from before there were codes hold the name of a class
   * @returns whether it was still to be done: of two that give it up, one gets `true`
   */
  abstract bury(jobId: string, code: string): Promise<boolean>;
}
