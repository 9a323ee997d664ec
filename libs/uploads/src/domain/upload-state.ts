export const UPLOAD_STATUSES = [
  'pending_scan',
  'scanning',
  'clean',
  'infected',
  'suspicious',
  'unscannable',
  'scan_failed',
  'deleted',
] as const;
export type UploadStatus = (typeof UPLOAD_STATUSES)[number];

/** What a look at a file can say. */
export const VERDICTS = ['clean', 'unscannable', 'suspicious', 'infected'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const UPLOAD_EVENTS = ['scan_started', ...VERDICTS, 'scan_gave_up', 'deleted'] as const;
export type UploadEvent = (typeof UPLOAD_EVENTS)[number];

/**
 * `scanning → scanning` is a scan taken up again after its worker died. A verdict needs a scan that is under way:
 * a verdict that arrives for a settled upload comes from a second run of the same job and changes nothing.
 */
const TRANSITIONS: Readonly<Record<UploadStatus, Partial<Readonly<Record<UploadEvent, UploadStatus>>>>> = {
  pending_scan: { scan_started: 'scanning' },
  scanning: {
    scan_started: 'scanning',
    clean: 'clean',
    infected: 'infected',
    suspicious: 'suspicious',
    unscannable: 'unscannable',
    scan_gave_up: 'scan_failed',
  },
  clean: { deleted: 'deleted' },
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

/** Whether a scan is still owed. */
export function awaitsScan(status: UploadStatus): boolean {
  return status === 'pending_scan' || status === 'scanning';
}
