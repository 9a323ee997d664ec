import { describe, expect, it } from 'vitest';
import { UPLOAD_STATUSES } from '../../domain/upload-state.ts';
import { anUpload } from '../../domain/upload.fixture.ts';
import { servedContentOf } from './transfer-content.ts';

const copy = { storageKey: 'released/x', servedSize: 9, servedSha256: 'b'.repeat(64) };

describe('servedContentOf', () => {
  it('is the released copy of a clean upload', () => {
    expect(servedContentOf(anUpload({ status: 'clean', ...copy }))).toEqual({
      key: 'released/x',
      size: 9,
      sha256: copy.servedSha256,
    });
  });

  it.each(UPLOAD_STATUSES.filter((status) => status !== 'clean'))(
    'is nothing while an upload is %s, even if a row should name a copy, and says why in plain words',
    (status) => {
      const served = () => servedContentOf(anUpload({ status, ...copy }));
      expect(served).toThrow(expect.objectContaining({ code: 'UPLOAD_NOT_CLEAN' }) as Error);
      expect(served).toThrow(/^The file [a-z ;]+\.(?: Try again shortly\.)?$/);
    },
  );
});
