import { describe, expect, it } from 'vitest';
import { historyLines, missed, table } from './report.mjs';

const row = {
  name: 'token-issue',
  target: 0.35,
  product: { perSecond: 420.4, cpuMicros: 2000 },
  floor: { perSecond: 1000, cpuMicros: 800 },
  share: 0.42,
  worst: 0.4,
  best: 0.45,
  cpuShare: 0.4,
  rounds: [],
  figures: [],
};
const machine = { cpu: 'Abacus 7', cores: 2, memoryGib: 4, node: 'v24.0.0', loadBefore: 0.5 };

describe('the report of a benchmark', () => {
  it('has a line a row, with what it can be compared by', () => {
    const run = { startedAt: '2026-03-01T12:34:56.789Z', commit: 'abc1234', machine, rows: [row] };
    expect(historyLines(run)).toBe(
      '| 2026-03-01 12:34 | abc1234 | 2 × Abacus 7, load 0.5 | token-issue | 420/s | 1000/s | 42 % (40 % … 45 %) | 40 % | ≥ 35 % met |\n',
    );
  });

  it('says which target is missed; a row without one misses none', () => {
    const low = { ...row, share: 0.34 };
    const { target: _, ...free } = low;
    expect(missed([row, low, free])).toEqual(['token-issue']);
    expect(table([low])).toContain('≥ 35 % MISSED');
    expect(table([free])).toMatch(/–$/);
  });

  it('tells of figures with their bounds, and which of them are missed', () => {
    const figures = [
      { name: 'p95', value: 12.34, unit: 'ms', atMost: 100 },
      { name: 'growth', value: 70, unit: 'MiB', atMost: 64 },
      { name: 'rate', value: 39_999.6, unit: '/s', atLeast: 40_000 },
      { name: 'load', value: 3, unit: '%' },
    ];
    expect(missed([{ ...row, figures }])).toEqual(['token-issue: growth', 'token-issue: rate']);
    const text = table([{ ...row, figures }]);
    expect(text).toMatch(/token-issue: p95 +12\.3 ms +≤ 100 met/);
    expect(text).toMatch(/token-issue: growth +70 MiB +≤ 64 MISSED/);
    expect(text).toMatch(/token-issue: load +3 % +–/);
  });
});
