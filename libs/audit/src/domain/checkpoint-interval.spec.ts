import { FixedClock } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { CheckpointInterval } from './checkpoint-interval.ts';

const clock = new FixedClock(new Date('2026-01-01T12:00:00Z'));
const interval = new CheckpointInterval(clock, 5);

describe('the interval of checkpoints', () => {
  it.each([
    ['there is none before', undefined, true],
    ['the last one is this young', '2026-01-01T11:59:55.001Z', false],
    ['the last one is this old', '2026-01-01T11:59:55.000Z', true],
    ['the last one is of this moment', '2026-01-01T12:00:00.000Z', false],
    ['the last one is of a time to come', '2026-01-01T12:00:00.001Z', true],
    ['the last one has no time', 'invalid', true],
  ])('when %s (%s): over is %s', (_what, time, over) => {
    expect(interval.isOver(time === undefined ? undefined : new Date(time))).toBe(over);
  });
});
