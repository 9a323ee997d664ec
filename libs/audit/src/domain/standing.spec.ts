import { NO_CHECKPOINT } from '@gatehouse/audit-bundle';
import { describe, expect, it } from 'vitest';
import { describeStanding, isOlderDatabase, type Standing } from './standing.ts';

const outside = {
  origin: 'log.example/audit',
  size: 70,
  root: Buffer.alloc(32),
  number: 7,
  time: new Date('2026-01-31T12:00:00Z'),
  previous: NO_CHECKPOINT,
};
const ahead: Standing = { kind: 'ahead', outside, noteHash: 'ab' };
const differs: Standing = { kind: 'differs', outside, noteHash: 'ab' };

describe('how the database stands to the checkpoint outside', () => {
  it('is that of an older one when it is behind or holds other rows', () => {
    expect([ahead, differs].map(isOlderDatabase)).toEqual([true, true]);
    expect(isOlderDatabase({ kind: 'agrees', outside: undefined })).toBe(false);
    expect(isOlderDatabase({ kind: 'agrees', outside })).toBe(false);
  });

  it('is told with the checkpoint that it was compared with, and with the size of a database that is behind', () => {
    const told = [describeStanding(ahead, 60), describeStanding(differs, 60)];
    for (const text of told) expect(text).toMatch(/checkpoint 7 .*2026-01-31T12:00:00\.000Z.* 70 /);
    expect(told[0]).toContain(' 60');
    const agrees = describeStanding({ kind: 'agrees', outside }, 60);
    expect(agrees).toMatch(/\w \w/);
    expect(new Set([...told, agrees]).size).toBe(3);
  });
});
