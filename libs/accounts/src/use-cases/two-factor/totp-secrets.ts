import { Clock, Installation, SecretBox, type SecretBinding } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { asTotpCode, matchingStep, newTotpSecret, otpauthUri } from '../../domain/totp.ts';
import type { TwoFactor } from '../../domain/two-factor-repository.ts';

/** The secrets that authenticator apps share with us; kept only sealed. */
@Injectable()
export class TotpSecrets {
  constructor(
    private readonly secretBox: SecretBox,
    private readonly installation: Installation,
    private readonly clock: Clock,
  ) {}

  /** An enrolment that is stored nowhere yet. @returns its secret in the open too, to be shown once */
  draft(userId: string): { enrolment: Omit<TwoFactor, 'confirmedAt'>; secret: string } {
    const startedAt = this.clock.now();
    const id = uuidv7(startedAt);
    const secret = newTotpSecret();
    return { enrolment: { id, userId, secret: this.secretBox.seal(secret, bindingOf(id)), startedAt }, secret };
  }

  /** What a QR code shows to the app. */
  uriOf(secret: string, login: string): string {
    return otpauthUri(secret, login, this.installation.name);
  }

  /** The time step of a code of the app, used or not; `undefined` for what is no code of now. */
  stepOf({ id, secret: sealed }: TwoFactor, typed: string): number | undefined {
    const code = asTotpCode(typed);
    if (code === undefined) return undefined;
    const secret = this.secretBox.open(sealed, bindingOf(id));
    if (typeof secret !== 'string') throw new Error('A sealed TOTP secret is no text.');
    return matchingStep(secret, code, this.clock.now());
  }
}

/** The ciphertext is good for one enrolment: it cannot be moved to another user's row. */
function bindingOf(id: string): SecretBinding {
  return { purpose: 'two-factor', id, version: 1, type: 'totp' };
}
