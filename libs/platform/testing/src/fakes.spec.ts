import { describe, expect, it } from 'vitest';
import type { Alert, AuditEntry, SecretBinding } from '@gatehouse/contracts';
import { FakeAlertSink, FakeAuditTrail, FakeOutbox, FakeSecretBox, FakeUnitOfWork, FixedClock } from './index.ts';

const entry: AuditEntry = { type: 'logout', action: 'sign out', status: 'success' };
const alert: Alert = { kind: 'file_infected', severity: 'critical', dedupeKey: 'file_infected:1', summary: 'infected' };

describe('the fakes keep the promises of their ports', () => {
  it('an entry and a job count only once their transaction has committed', async () => {
    const unitOfWork = new FakeUnitOfWork();
    const audit = new FakeAuditTrail(unitOfWork);
    const outbox = new FakeOutbox(unitOfWork);
    const change = async () => {
      await audit.record(entry);
      await outbox.enqueue('scan-upload', { uploadId: '1' });
    };
    const broken = unitOfWork.run(async () => {
      await unitOfWork.run(change);
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect([audit.entries, outbox.jobs]).toEqual([[], []]);

    await unitOfWork.run(change);
    expect([audit.types, outbox.jobs.length, unitOfWork.commits, unitOfWork.rollbacks]).toEqual([['logout'], 1, 1, 1]);
  });

  it('refuses an entry outside of a transaction, unless it is written alone', async () => {
    const audit = new FakeAuditTrail(new FakeUnitOfWork());
    await expect(audit.record(entry)).rejects.toThrow(/transaction/);
    await audit.recordAlone(entry);
    expect(audit.types).toEqual(['logout']);
  });

  it('an entry alone is there once, whatever becomes of the transaction around it', async () => {
    const unitOfWork = new FakeUnitOfWork();
    const audit = new FakeAuditTrail(unitOfWork);
    const tell = (fails: boolean) => async () => {
      await audit.recordAlone(entry);
      expect(audit.entries).toEqual([]);
      if (fails) throw new Error('broken');
    };
    await expect(unitOfWork.run(tell(true))).rejects.toThrow('broken');
    expect(audit.entries.splice(0)).toEqual([entry]);
    await unitOfWork.run(tell(false));
    expect(audit.entries).toEqual([entry]);
  });

  it('keeps entries in the order of recording, whichever transaction is answered first', async () => {
    const [first, second] = [new FakeUnitOfWork(), new FakeUnitOfWork()];
    const shared = new FakeAuditTrail(first);
    const other = Object.assign(new FakeAuditTrail(second), { entries: shared.entries });
    await first.run(async () => {
      await shared.record(entry);
      await second.run(() => other.record({ ...entry, type: 'auth_success' }));
      expect(shared.types).toEqual(['auth_success']);
    });
    expect(shared.types).toEqual(['logout', 'auth_success']);
  });

  it('an alert of a change counts once that has committed, and needs its transaction', async () => {
    const unitOfWork = new FakeUnitOfWork();
    const alerts = new FakeAlertSink(unitOfWork);
    await expect(alerts.raise(alert)).rejects.toThrow(/transaction/);
    const broken = unitOfWork.run(async () => {
      await alerts.raise(alert);
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(alerts.alerts).toEqual([]);
    await unitOfWork.run(() => alerts.raise(alert));
    expect(alerts.alerts).toEqual([alert]);
  });

  it('an alert alone is there whatever becomes of the transaction around it', async () => {
    const unitOfWork = new FakeUnitOfWork();
    const alerts = new FakeAlertSink(unitOfWork);
    const broken = unitOfWork.run(() => {
      alerts.raiseAlone(alert);
      return Promise.reject(new Error('broken'));
    });
    await expect(broken).rejects.toThrow('broken');
    expect(alerts.alerts).toEqual([alert]);
  });

  it('opens a sealed value only where it belongs', () => {
    const box = new FakeSecretBox();
    const binding: SecretBinding = { purpose: 'setting', id: '1', version: 1, type: 'string' };
    const sealed = box.seal('hush', binding);
    expect(box.open(sealed, binding)).toBe('hush');
    expect(() => box.open(sealed, { ...binding, version: 2 })).toThrow(
      expect.objectContaining({ code: 'BINDING_MISMATCH' }),
    );
    expect(() => box.open({ ...sealed, ciphertext: '!' }, binding)).toThrow(
      expect.objectContaining({ code: 'DECRYPTION_FAILED' }),
    );
  });

  it('moves the clock by hand', () => {
    const clock = new FixedClock('2026-03-01T12:00:00Z');
    clock.advance({ days: 1, minutes: 1, milliseconds: 5 });
    expect(clock.now().toISOString()).toBe('2026-03-02T12:01:00.005Z');
  });
});
