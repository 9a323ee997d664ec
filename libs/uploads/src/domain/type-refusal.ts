import { GatehouseError } from '@gatehouse/contracts';
import type { TypeAgreement } from './file-signature.ts';

const KINDS = 'JPEG, PNG, WebP and PDF files';

const FOREIGN = {
  declared: 'the Content-Type of the part indicates another type',
  extension: 'the extension of the file name indicates another type',
  content: 'the file is of another type',
} as const;

/** What the caller is told when the three claims do not agree. */
export function refusalOfType(agreement: Exclude<TypeAgreement, { outcome: 'agreed' }>): GatehouseError {
  if (agreement.outcome === 'not_allowed') {
    return new GatehouseError('UPLOAD_TYPE_NOT_ALLOWED', `Only ${KINDS} are accepted; ${FOREIGN[agreement.claim]}.`);
  }
  return new GatehouseError(
    'UPLOAD_TYPE_MISMATCH',
    agreement.claim === 'extension'
      ? 'The file extension does not match the Content-Type of the part. Make them agree.'
      : 'The content of the file does not match its name and Content-Type. Send it with its actual type.',
  );
}
