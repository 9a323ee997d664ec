import type { Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import type { VerificationReport } from '../domain/verification-report.ts';
import type { VerifyAuditLog } from '../use-cases/verification/verify-audit-log.ts';
import { AuditController } from './audit.controller.ts';

const REPORT: VerificationReport = {
  valid: true,
  checked: 0,
  faultCount: 0,
  faults: [],
  treeSize: 0,
  checkpoint: 0,
  unsequenced: 0,
  external: 'none',
};

describe('checking the log over HTTP', () => {
  it('is done four times at once, so that nobody keeps the database busy with fifty, and again after that', async () => {
    const ends: (() => void)[] = [];
    const execute = () => new Promise<VerificationReport>((resolve) => ends.push(() => resolve(REPORT)));
    const controller = new AuditController({ execute } as unknown as VerifyAuditLog);
    const answers: unknown[] = [];
    const response = { status: () => ({ json: (body: unknown) => answers.push(body) }) } as unknown as Response;
    const verify = () => controller.verify({}, { accepts: () => 'json' } as unknown as Request, response);

    const first = [verify(), verify(), verify(), verify()];
    await expect(verify()).rejects.toMatchObject({ code: 'OVERLOADED', retryAfter: 30 });
    for (const end of ends) end();
    await Promise.all(first);
    const next = verify();
    ends.at(-1)?.();
    await next;
    expect([answers.length, ends.length]).toEqual([5, 5]);
  });
});
