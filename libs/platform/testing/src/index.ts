import type { Gatehouse, GatehouseOptions } from './gatehouse.ts';

export { type ClonedDatabase, cloneDatabase } from './cloned-database.ts';
export { FakeAlertSink } from './fake-alert-sink.ts';
export { FakeAuditTrail } from './fake-audit-trail.ts';
export { FakeDistributedLock } from './fake-distributed-lock.ts';
export { FakeEventBus } from './fake-event-bus.ts';
export { type EnqueuedJob, FakeJobPublisher, FakeOutbox } from './fake-outbox.ts';
export { FakeSecretBox } from './fake-secret-box.ts';
export { FakeSequencedEntries } from './fake-sequenced-entries.ts';
export { FakeSensitiveDigest } from './fake-sensitive-digest.ts';
export { FakeTokenDenyList, FakeTokenRevoker } from './fake-token-deny-list.ts';
export { FakeTokenIssuer, FakeTokenVerifier } from './fake-tokens.ts';
export { FakeUnitOfWork } from './fake-unit-of-work.ts';
export { farRotation } from './far-rotation.ts';
export { FixedClock } from './fixed-clock.ts';
export { makeAuditRecord } from './make-audit-record.ts';
export { type TestPostgres, testPostgres } from './test-postgres.ts';
export { startTestRedis, type TestRedis } from './test-redis.ts';
export { makeCertificates, type TestCertificates } from './third-party-servers/certificates.ts';
export { type CephStore, startCephStore } from './third-party-servers/ceph-store.ts';
export { type Rsyslog, startRsyslog, type SyslogMessage } from './third-party-servers/rsyslog.ts';
export { startTlsFront, type TlsFront } from './third-party-servers/tls-front.ts';
export * from './files/index.ts';
export { TOKEN_ATTACKS, twinOf } from './tokens/token-attacks.ts';
export { TokenForge } from './tokens/token-forge.ts';
export type { Gatehouse, GatehouseOptions, ProcessName } from './gatehouse.ts';

/** Runs the built processes; loaded when first called, since small tests import this lib for its fakes alone. */
export async function startGatehouse(options: GatehouseOptions = {}): Promise<Gatehouse> {
  const { startGatehouse: start } = await import('./start-gatehouse.ts');
  return start(options);
}
