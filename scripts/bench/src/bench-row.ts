import type { INestApplication } from '@nestjs/common';
import type { Pool } from 'pg';

/** Works for about this many milliseconds. @returns how often it got done */
export type Side = (milliseconds: number) => Promise<number>;

/** The product and the least work that does the same: nothing but the parts that cannot be left out. */
export interface Contest {
  readonly product: Side;
  readonly floor: Side;
  /** What else is to be known of the product, measured once after the rounds. */
  readonly figures?: () => Promise<readonly Figure[]>;
  /** Puts away what was opened for it. */
  readonly close?: () => Promise<void>;
}

/** One measured value. With a bound it is a target: to miss it fails the run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** What a row can use. */
export interface Bench {
  /** The whole API, as `apps/api` runs it, but listening to nobody. */
  readonly api: INestApplication;
  /** The product's own pool of connections. */
  readonly pool: Pool;
  /** Connected as the owner of the schema: for tables of the floors, and for rows by the million. */
  readonly owner: Pool;
  /** Tells the person who waits. */
  readonly say: (text: string) => void;
}

export interface Rounds {
  readonly count: number;
  /** How long each side works in a round, in milliseconds; the shorter, the more alike are both sides' conditions. */
  readonly eachMs: number;
}

/** One line of the table. Those that need the audit log of years are named in `on-audit-log.mjs`, too. A new one is a file in `rows/` and its name in `rows/index.ts`. */
export interface BenchRow {
  /** As typed after `npm run bench --`. */
  readonly name: string;
  /** The least share of the floor; without one, the figure is for information. */
  readonly target?: number;
  /** Where the common rounds do not fit. */
  readonly rounds?: Rounds;
  prepare(bench: Bench): Promise<Contest>;
}

/** What one side did in one round. */
export interface Sample {
  readonly perSecond: number;
  /** Microseconds of the main thread's processor time for one. */
  readonly cpuMicros: number;
}

/** Medians over the rounds; a share is product by floor of the same round. */
export interface RowResult {
  readonly name: string;
  readonly target?: number;
  readonly product: Sample;
  readonly floor: Sample;
  /** Of the rate. */
  readonly share: number;
  readonly worst: number;
  readonly best: number;
  /** Of what a second of processor time gets done: steadier than the rate when others use the machine too. */
  readonly cpuShare: number;
  readonly rounds: readonly { readonly product: Sample; readonly floor: Sample }[];
  readonly figures: readonly Figure[];
}
