import type { Pool } from 'pg';

export type ProcessName = 'api' | 'worker' | 'redis' | 'postgres';

export interface GatehouseOptions {
  /** API processes, all started at once on the empty database; 1 unless told. */
  readonly apiReplicas?: number;
  /** Whether a worker runs too; yes unless told. */
  readonly worker?: boolean;
  /** Postgres and Redis of its own, so that the test may kill them; else those of the run. */
  readonly ownServers?: boolean;
  /** With `ownServers`: the folder in which Postgres keeps its data, e.g. a volume of its own; a temporary one unless told. */
  readonly postgresFolder?: string;
  /** Port of the first API process, for tests that must know its address before it starts; a free one unless told. */
  readonly port?: number;
  /** More or other settings for all processes. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A whole running system, built from what `nx build` made, with data of its own and on free ports. */
export interface Gatehouse {
  /** Of the first API process, without a trailing slash. */
  readonly baseUrl: string;
  readonly apiUrls: readonly string[];
  /** The one-time password of `admin`. */
  readonly adminPassword: string;
  /** The text of the root key ring. */
  readonly rootKeys: string;
  /** Connected as the owner of the schema. */
  readonly owner: Pool;
  /** What its processes are given: to run the cli beside them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that `api`, `api-2`, …, or `worker` has logged so far. */
  logOf(process: string): string;
  /** Paths of all files in the upload store, quarantine and staging included, relative to it. */
  storedFiles(): Promise<string[]>;
  /** Ends a process at once (SIGKILL) and waits until it is gone. */
  kill(name: ProcessName): Promise<void>;
  /** Starts a killed process again and waits until it answers; `wipe` empties its data first (Redis only). */
  restart(name: ProcessName, options?: { readonly wipe?: boolean }): Promise<void>;
  /** Stops everything and leaves no process, file or database behind. */
  stop(): Promise<void>;
}
