import { describe, expect, it } from 'vitest';
import type { AuditFault } from './check-record.ts';
import { FaultList } from './fault-list.ts';

const fault = (id: number): AuditFault => ({ kind: 'MAC', subject: 'entry', id: String(id), detail: 'changed' });

describe('the list of faults', () => {
  it('counts and tells all, and lists the first thousand', () => {
    const told: AuditFault[] = [];
    const list = new FaultList((one) => told.push(one));
    const faults = Array.from({ length: 1001 }, (_, index) => fault(index));
    for (const one of faults) list.add(one);
    expect(told).toEqual(faults);
    expect(list.count).toBe(1001);
    expect(list.faults).toEqual(faults.slice(0, 1000));
  });
});
