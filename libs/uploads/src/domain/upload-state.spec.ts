import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  next,
  UNFINISHED_STATUSES,
  UPLOAD_EVENTS,
  UPLOAD_STATUSES,
  type UploadEvent,
  type UploadStatus,
} from './upload-state.ts';

const ALLOWED: readonly [UploadStatus, UploadEvent, UploadStatus][] = [
  ['pending_scan', 'scan_started', 'scanning'],
  ['scanning', 'scan_started', 'scanning'],
  ['scanning', 'clean', 'clean'],
  ['scanning', 'infected', 'destroying'],
  ['scanning', 'suspicious', 'suspicious'],
  ['scanning', 'unscannable', 'unscannable'],
  ['scanning', 'scan_gave_up', 'scan_failed'],
  ['clean', 'infected', 'destroying'],
  ['destroying', 'destroyed', 'infected'],
];

const events = fc.array(fc.constantFrom(...UPLOAD_EVENTS), { maxLength: 30 });
const run = (sequence: readonly UploadEvent[]) =>
  sequence.reduce<UploadStatus[]>(
    (path, event) => [...path, next(path.at(-1) ?? 'pending_scan', event) ?? path.at(-1) ?? 'pending_scan'],
    ['pending_scan'],
  );

describe('next', () => {
  for (const status of UPLOAD_STATUSES) {
    for (const event of UPLOAD_EVENTS) {
      const expected = ALLOWED.find(([from, by]) => from === status && by === event)?.[2];
      it(`${expected ? `goes from ${status} to ${expected}` : `ignores, in ${status},`} on ${event}`, () => {
        expect(next(status, event)).toBe(expected);
      });
    }
  }

  it('becomes clean only by a clean verdict on a scan that is under way', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        run(sequence).forEach((status, index, path) => {
          if (status !== 'clean' || path[index - 1] === 'clean') return;
          expect([path[index - 1], sequence[index - 1]]).toEqual(['scanning', 'clean']);
        });
      }),
    );
  });

  it('never leaves a refusal, whatever follows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<UploadStatus>('infected', 'suspicious', 'unscannable', 'scan_failed', 'deleted'),
        events,
        (refused, sequence) => {
          for (const event of sequence) expect(next(refused, event)).toBeUndefined();
        },
      ),
    );
  });

  it('is infected in the end once a scan has said so of a file that was not refused, whatever else was or is said', () => {
    const untilFinished: readonly UploadEvent[] = ['scan_started', 'infected', 'destroyed'];
    fc.assert(
      fc.property(events, (sequence) => {
        const path = run([...sequence, ...untilFinished]);
        const refused = path.some((status) => ['suspicious', 'unscannable', 'scan_failed'].includes(status));
        if (!refused) expect(path.at(-1)).toBe('infected');
      }),
    );
  });

  it('lets nothing out of destruction but the end of it', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        run(sequence).forEach((status, index, path) => {
          if (path[index - 1] === 'destroying') expect(['destroying', 'infected']).toContain(status);
          if (status === 'infected') expect(['destroying', 'infected']).toContain(path[index - 1]);
        });
      }),
    );
  });

  it('gives the same end when every event comes twice, as from a repeated job', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        const once = run(sequence).at(-1);
        const twice = run(sequence.flatMap((event) => [event, event])).at(-1);
        expect(twice).toBe(once);
      }),
    );
  });
});

describe('UNFINISHED_STATUSES', () => {
  it('are those that a scan or a destruction is still to end', () => {
    expect(UNFINISHED_STATUSES).toEqual(['pending_scan', 'scanning', 'destroying']);
  });
});
