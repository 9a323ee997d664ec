import { GatehouseError } from '@gatehouse/contracts';
import type { TypeAgreement } from './file-signature.ts';

const KINDS = 'JPEG, PNG, WebP and PDF files';

/** What the caller is told when the three claims do not agree. */
export function refusalOfType(agreement: Exclude<TypeAgreement, { outcome: 'agreed' }>): GatehouseError {
  if (agreement.outcome === 'not_allowed') {
    const what = agreement.claim === 'declared' ? 'Content-Type of the part' : 'extension of the file name';
    return new GatehouseError('UPLOAD_TYPE_NOT_ALLOWED', `${KINDS} are accepted; the ${what} names none of them.`);
  }
  return new GatehouseError(
    'UPLOAD_TYPE_MISMATCH',
    agreement.claim === 'extension'
      ? 'The extension of the file name does not fit the Content-Type of the part. Make them agree.'
      : 'The content of the file is not of the type that its name and Content-Type say. Send it under its true type.',
  );
}
