import { type ReadRecord, toAuditNdjson } from '@gatehouse/contracts';
import { toOcsfEvent } from './ocsf-event.ts';
import type { SiemMessage } from './siem-stream.ts';

export const SIEM_FORMATS = ['gatehouse', 'ocsf'] as const;
export type SiemFormat = (typeof SIEM_FORMATS)[number];

const SYSLOG_SEVERITY = { success: 6, denied: 5, failure: 4 } as const;

/** A record as its receiver gets it: as in the NDJSON export, or as an OCSF event. */
export function toSiemMessage(record: ReadRecord, format: SiemFormat): SiemMessage {
  return {
    type: record.event_type,
    timestamp: record.timestamp,
    severity: SYSLOG_SEVERITY[record.status],
    body: format === 'ocsf' ? JSON.stringify(toOcsfEvent(record)) : toAuditNdjson(record).trimEnd(),
  };
}

/** Facility 13 is "log audit" (RFC 5424, table 1). */
const FACILITY = 13;

/** One RFC 5424 message with its length in front (octet counting, RFC 6587, 3.4.1, and RFC 5425, 4.3). */
export function toSyslogFrame({ type, timestamp, severity, body }: SiemMessage, hostname: string): Buffer {
  const header = `<${FACILITY * 8 + severity}>1 ${timestamp} ${printable(hostname, 255)} gatehouse - ${printable(type, 32)} - `;
  const message = Buffer.from(header + body);
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}

/** PRINTUSASCII without spaces; `-` for nothing. */
function printable(text: string, maxLength: number): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, maxLength) || '-';
}
