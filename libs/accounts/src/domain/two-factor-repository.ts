import type { SealedSecret } from '@gatehouse/contracts';

/** The second factor of one user. It is asked for once a first code has confirmed it. */
export interface TwoFactor {
  /** Of this enrolment; the secret is bound to it. */
  readonly id: string;
  readonly userId: string;
  readonly secret: SealedSecret;
  readonly startedAt: Date;
  readonly confirmedAt: Date | undefined;
}

/** Second factors. Every method joins the caller's transaction. */
export abstract class TwoFactorRepository {
  abstract find(userId: string): Promise<TwoFactor | undefined>;

  /** Keeps an enrolment that waits for its first code, in place of an earlier one that waited. `false` when one is confirmed. */
  abstract start(enrolment: Omit<TwoFactor, 'confirmedAt'>): Promise<boolean>;

  /** Confirms the enrolment with the code of this time step, which is used up by that. `false` when it no longer waits. */
  abstract confirm(enrolment: Pick<TwoFactor, 'id' | 'userId'>, step: number, at: Date): Promise<boolean>;

  /** Uses up the code of a time step and all before it. `false` when that was done already: of many at once, one gets `true`. */
  abstract useStep(userId: string, step: number): Promise<boolean>;

  /** Uses up a recovery code. `false` when there is none with this hash, or somebody was faster. */
  abstract useRecoveryCode(userId: string, hash: Buffer): Promise<boolean>;

  abstract replaceRecoveryCodes(userId: string, hashes: readonly Buffer[], at: Date): Promise<void>;

  abstract countRecoveryCodes(userId: string): Promise<number>;

  /** Takes the second factor and its recovery codes away. `false` when there was none. */
  abstract remove(userId: string): Promise<boolean>;
}
