import {
  type AlertSink,
  type AuditTrail,
  type Clock,
  type DistributedLock,
  type EventBus,
  type SecretBox,
  type UnitOfWork,
} from '@gatehouse/contracts';
import { JwtTokenIssuer } from './adapters/jwt-token-issuer.ts';
import { JwtTokenVerifier } from './adapters/jwt-token-verifier.ts';
import { SigningKeyCache } from './adapters/signing-key-cache.ts';
import { FakeKeyMetrics } from './domain/fake-key-metrics.ts';
import { KeyCalendar } from './domain/key-calendar.ts';
import type { KeyTimeline } from './domain/key-timeline.ts';
import type { SigningAlgorithm } from './domain/signing-algorithm.ts';
import type { SigningKeyRepository } from './domain/signing-key-repository.ts';
import { type TimelineConfig, timelineOf } from './keys.config.ts';
import { AdvanceSigningKeys } from './use-cases/advance-signing-keys.ts';
import { CarryOutKeyPlan } from './use-cases/carry-out-key-plan.ts';
import { ChangeSigningKeys } from './use-cases/change-signing-keys.ts';
import { EnsureSigningKey } from './use-cases/ensure-signing-key.ts';
import { MakeSigningKey } from './use-cases/make-signing-key.ts';
import { PurgeSigningKeys } from './use-cases/purge-signing-keys.ts';
import { RevokeSigningKey } from './use-cases/revoke-signing-key.ts';
import { RotateSigningKey } from './use-cases/rotate-signing-key.ts';
import { WriteKeySteps } from './use-cases/write-key-steps.ts';

export const timelineConfig: TimelineConfig = {
  lead: 3600,
  period: 86_400,
  rotationTime: '02:00',
  grace: 3600,
  retention: 2_592_000,
  jwksMaxAge: 300,
  clientCooldown: 30,
};
export const timeline: KeyTimeline = timelineOf(timelineConfig);
export const tokenConfig = {
  issuer: 'https://gatehouse.example',
  audience: 'gatehouse',
  accessTokenTtl: 600,
  clockSkew: 60,
};

/** What the keys of one process stand on. */
export interface KeyParts {
  readonly repository: SigningKeyRepository;
  readonly lock: DistributedLock;
  readonly unitOfWork: UnitOfWork;
  readonly audit: AuditTrail;
  readonly events: EventBus;
  readonly alerts: AlertSink;
  readonly secretBox: SecretBox;
  readonly clock: Clock;
  readonly algorithm?: SigningAlgorithm;
}

/** Everything that one process does with keys, wired as the modules wire it. */
export function keysOf(parts: KeyParts) {
  const { repository, lock, unitOfWork, audit, events, alerts, secretBox, clock, algorithm = 'ES256' } = parts;
  const metrics = new FakeKeyMetrics();
  const make = new MakeSigningKey({ algorithm }, secretBox, clock);
  const calendar = new KeyCalendar(clock, timeline);
  const write = new WriteKeySteps(repository, unitOfWork, audit, events, calendar);
  const carryOut = new CarryOutKeyPlan(lock, repository, make, write, calendar);
  const change = new ChangeSigningKeys(carryOut, metrics, audit, alerts);
  const cache = new SigningKeyCache(repository, secretBox, clock, metrics);
  events.subscribe('keys-changed', () => void cache.refresh());
  return {
    metrics,
    make,
    cache,
    ensure: new EnsureSigningKey(repository, change),
    advance: new AdvanceSigningKeys(repository, change, metrics, calendar),
    rotate: new RotateSigningKey(repository, change, cache),
    revoke: new RevokeSigningKey(repository, change, cache),
    purge: new PurgeSigningKeys(repository, unitOfWork, audit, calendar),
    issuer: new JwtTokenIssuer(tokenConfig, cache, clock, metrics),
    verifier: new JwtTokenVerifier(tokenConfig, cache, clock, metrics),
  };
}
export type Keys = ReturnType<typeof keysOf>;
