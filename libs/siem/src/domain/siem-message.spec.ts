import { makeAuditRecord } from '@gatehouse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSiemMessage, toSyslogFrame } from './siem-message.ts';
import { parseSiemTarget } from './siem-target.ts';
import { backoffMs } from './backoff.ts';

/** Texts of what breaks lines, cells and JSON. */
const anyText = fc.string({
  unit: fc.constantFrom('a', '"', "'", ',', '\\', '\r', '\n', '\t', '=', ' ', 'ж', '😀', '\u2028', '\ud800', '\u0001'),
});

describe('a syslog message', () => {
  it('is framed by its length in bytes and begins as RFC 5424 asks', () => {
    const message = toSiemMessage(makeAuditRecord(1, { reason: 'é', status: 'failure' }), 'gatehouse');
    const frame = toSyslogFrame(message, 'host one').toString('utf8');
    const [, length = '', rest = ''] = /^(\d+) (.*)$/s.exec(frame) ?? [];
    expect(Buffer.byteLength(rest)).toBe(Number(length));
    expect(rest).toMatch(/^<108>1 2026-01-01T00:00:00\.000001Z hostone gatehouse - auth_success - \{"id":"1",/);
    expect(JSON.parse(rest.slice(rest.indexOf('{')))).toMatchObject({ reason: 'é', signature: 's' });
  });

  it.each([
    ['success', 110],
    ['denied', 109],
    ['failure', 108],
  ] as const)('of a %s has the priority %d', (status, priority) => {
    const frame = toSyslogFrame(toSiemMessage(makeAuditRecord(1, { status }), 'gatehouse'), 'host').toString('utf8');
    expect(frame).toMatch(new RegExp(`^\\d+ <${priority}>1 `));
  });

  it('has a header of printable ASCII, with a hyphen for nothing and no more than RFC 5424 allows', () => {
    const headerOf = (type: string, hostname: string) =>
      toSyslogFrame({ type, timestamp: 't', severity: 6, body: '' }, hostname).toString('utf8');
    expect(headerOf('é', ' \n')).toMatch(/>1 t - gatehouse - - - $/);
    expect(headerOf('~!x', 'a\u007f\u0000b')).toMatch(/>1 t ab gatehouse - ~!x - $/);
    expect(headerOf('t'.repeat(33), 'h'.repeat(256))).toMatch(/>1 t h{255} gatehouse - t{32} - $/);
  });

  it('carries what its format says', () => {
    const [plain, ocsf] = (['gatehouse', 'ocsf'] as const).map((format) => {
      const message = toSiemMessage(makeAuditRecord(1), format);
      return JSON.parse(message.body) as object;
    });
    expect(plain).toMatchObject({ id: '1', type: 'auth_success' });
    expect(ocsf).toMatchObject({ class_uid: 3002 });
  });

  it('stays one line whatever the entry holds', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('gatehouse', 'ocsf'), (reason, format) => {
        const { body } = toSiemMessage(makeAuditRecord(1, { reason: reason.toWellFormed() }), format);
        expect(body).not.toMatch(/[\r\n]/);
        expect(JSON.parse(body)).toBeTypeOf('object');
      }),
    );
  });
});

describe('the address of a receiver', () => {
  it.each([
    ['https://siem.example/in?x=1', { kind: 'webhook', plain: false }],
    ['http://10.0.0.1/', { kind: 'webhook', plain: true }],
    ['syslog://siem.example', { kind: 'syslog', host: 'siem.example', port: 514, plain: true }],
    ['syslogs://siem.example', { kind: 'syslog', host: 'siem.example', port: 6514, plain: false }],
    ['syslog://[fd00::1]:1514', { kind: 'syslog', host: 'fd00::1', port: 1514, plain: true }],
  ])('%s', (text, expected) => {
    expect(parseSiemTarget(text)).toMatchObject(expected);
  });

  it.each([
    ['', /an address like https:/],
    ['siem.example', /an address like https:/],
    ['file:///etc/passwd', /an address like https:/],
    ['ftp://siem.example', /syslogs:/],
    ['https://user:secret@siem.example', /credentials/],
    ['https://secret@siem.example', /credentials/],
    ['https://:secret@siem.example', /credentials/],
  ])('is not %j, and the refusal does not repeat it', (text, message) => {
    const parse = () => parseSiemTarget(text);
    expect(parse).toThrow(TypeError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow('secret');
  });
});

it('waits longer after each failure, and never over a minute', () => {
  const waits = [0, 1, 2, 3, 6, 7, 50, 5000].map((failures) => backoffMs(failures, () => 1));
  expect(waits).toEqual([1000, 1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000]);
  expect(backoffMs(1, () => 0)).toBe(500);
  expect(backoffMs(3, () => 0.5)).toBe(3000);
});
