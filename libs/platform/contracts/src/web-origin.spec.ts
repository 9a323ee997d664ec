import { describe, expect, it } from 'vitest';
import { isAtHost } from './web-origin.ts';

describe('isAtHost', () => {
  it.each([
    ['https://gate.example', 'gate.example'],
    ['https://gate.example', 'gate.example:443'],
    ['http://gate.example', 'gate.example:80'],
    ['https://gate.example:8443', 'gate.example:8443'],
    ['https://gate.example', 'GATE.Example'],
    ['http://[::1]:3000', '[::1]:3000'],
  ])('knows %s by Host: %s', (origin, host) => {
    expect(isAtHost(origin, host)).toBe(true);
  });

  it.each([
    ['https://gate.example', '127.0.0.1:3000'],
    ['https://gate.example:8443', 'gate.example'],
    ['https://gate.example', 'gate.example:8443'],
    ['https://gate.example', 'gate.example:80'],
    ['https://evil.example', 'gate.example'],
    ['https://gate.example', 'evil@gate.example'],
    ['https://gate.example', 'gate.example/evil'],
    ['https://gate.example', 'gate.example, evil.example'],
    ['https://gate.example', ''],
    ['https://gate.example', undefined],
    ['null', 'null'],
    ['gate.example', 'gate.example'],
    ['file://', ''],
  ])('does not take %s for Host: %s', (origin, host) => {
    expect(isAtHost(origin, host)).toBe(false);
  });
});
