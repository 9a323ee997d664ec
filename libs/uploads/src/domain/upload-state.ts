export const UPLOAD_STATUSES = [
  'pending_scan',
  'scanning',
  'clean',
  'destroying',
  'infected',
  'suspicious',
  'unscannable',
  'scan_failed',
  'deleted',
] as const;
export type UploadStatus = (typeof UPLOAD_STATUSES)[number];

/** A job still has to be done for these: whatever loses it, the upload is taken up again. */
export const UNFINISHED_STATUSES = [
  'pending_scan',
  'scanning',
  'destroying',
] as const satisfies readonly UploadStatus[];

/** What a look at a file can say. */
export const VERDICTS = ['clean', 'unscannable', 'suspicious', 'infected'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const UPLOAD_EVENTS = ['scan_started', ...VERDICTS, 'scan_gave_up', 'destroyed'] as const;
export type UploadEvent = (typeof UPLOAD_EVENTS)[number];

/**
 * `scanning → scanning` is a scan taken up again after its worker died. A verdict that comes for a settled upload is that
 * of a second run of the same job, and changes nothing; only `infected` overrules `clean`: of two runs that disagree,
 * because the rules changed in between, the worse verdict stands whichever comes first.
 *
 * `destroying` is entered before the first byte goes and left when the last one has gone, so that a crash in between
 * leaves no row that promises a file which is not there.
 */
const TRANSITIONS: Readonly<Record<UploadStatus, Partial<Readonly<Record<UploadEvent, UploadStatus>>>>> = {
  pending_scan: { scan_started: 'scanning' },
  scanning: {
    scan_started: 'scanning',
    clean: 'clean',
    infected: 'destroying',
    suspicious: 'suspicious',
    unscannable: 'unscannable',
    scan_gave_up: 'scan_failed',
  },
  clean: { infected: 'destroying' },
  destroying: { destroyed: 'infected' },
  infected: {},
  suspicious: {},
  unscannable: {},
  scan_failed: {},
  deleted: {},
};

/** The status after `event`, or `undefined` when the event means nothing in this status and must be ignored. */
export function next(status: UploadStatus, event: UploadEvent): UploadStatus | undefined {
  return TRANSITIONS[status][event];
}
