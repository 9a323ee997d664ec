import type { SigningKey } from '@gatehouse/api-client';
import { describe, expect, it } from 'vitest';
import { hasSigned, isInUse, keyChart } from './key-spans.ts';

const HOUR = 3_600_000;
const now = Date.parse('2026-06-01T12:00:00Z');
const at = (hours: number) => new Date(now + hours * HOUR).toISOString();

function key(over: Partial<SigningKey> & Pick<SigningKey, 'kid' | 'status'>): SigningKey {
  return { algorithm: 'ES256', createdAt: at(-40), activatesAt: at(-9), retiresAt: null, expiresAt: null, ...over };
}

const next = key({ kid: 'next', status: 'next', createdAt: at(-9), activatesAt: at(15) });
const current = key({ kid: 'current', status: 'current', activatesAt: at(-9), retiresAt: at(15), expiresAt: at(16) });
const previous = key({
  kid: 'previous',
  status: 'previous',
  activatesAt: at(-33),
  retiresAt: at(-0.5),
  expiresAt: at(0.5),
});

describe('a key that was revoked', () => {
  it('is published no more, and did not sign when its turn had not come', () => {
    const unused = key({ kid: 'a', status: 'revoked', activatesAt: at(15), expiresAt: at(0) });
    const used = key({ kid: 'b', status: 'revoked', retiresAt: at(0), expiresAt: at(0) });
    expect([unused, used, current, next].map(hasSigned)).toEqual([false, true, true, true]);
    expect([unused, used, previous].map(isInUse)).toEqual([false, false, true]);
  });
});

describe('the chart of the keys', () => {
  it('shows the keys in use, the newest first, each part of their life after the other', () => {
    const chart = keyChart([previous, key({ kid: 'old', status: 'retired' }), current, next], now);
    expect(chart?.lanes.map(({ key: { kid } }) => kid)).toEqual(['next', 'current', 'previous']);
    const kinds = chart?.lanes.map(({ spans }) => spans.map(({ kind }) => kind));
    expect(kinds).toEqual([
      ['published', 'signing'],
      ['published', 'signing', 'accepted'],
      ['signing', 'accepted'],
    ]);
    for (const { spans } of chart?.lanes ?? []) {
      let end = 0;
      for (const span of spans) {
        expect(span.start).toBeGreaterThanOrEqual(end);
        end = span.start + span.length;
        expect(end).toBeLessThanOrEqual(100.001);
      }
    }
  });

  it('puts the rotation where the current key stops and the next one begins', () => {
    const chart = keyChart([current, next], now);
    const [ofNext, ofCurrent] = chart?.lanes ?? [];
    const begins = ofNext?.spans.find(({ kind }) => kind === 'signing')?.start;
    const signing = ofCurrent?.spans.find(({ kind }) => kind === 'signing');
    expect(begins).toBeCloseTo(chart?.rotation ?? NaN);
    expect((signing?.start ?? 0) + (signing?.length ?? 0)).toBeCloseTo(begins ?? NaN);
    expect(chart?.now).toBeGreaterThan(signing?.start ?? 100);
    expect(chart?.now).toBeLessThan(begins ?? 0);
  });

  it('has few hours on its scale, also in the first minute of a system', () => {
    const born = key({ kid: 'a', status: 'current', createdAt: at(0), activatesAt: at(0) });
    for (const keys of [[born], [current, next], [current, next, previous]]) {
      const chart = keyChart(keys, now);
      expect(chart?.ticks.length).toBeLessThanOrEqual(6);
      expect(chart?.lanes[0]?.spans.at(-1)?.open).toBe(true);
    }
    expect(keyChart([key({ kid: 'old', status: 'revoked' })], now)).toBeUndefined();
  });
});
