import { Component, LOCALE_ID, inject } from '@angular/core';
import type { Upload } from '@gatehouse/api-client';
import { MatButton, MatIconButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ByteSize } from '../ui/byte-size.ts';
import { CopyText } from '../ui/copy-text.ts';
import { Icon } from '../ui/icon.ts';
import { problemAdvice, problemTitle } from '../ui/problem-text.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { leftOut } from './left-out.ts';
import { uploadStatus } from './upload-status.ts';
import { UploadsStore } from './uploads-store.ts';

/** One line for each file of this visit, from the first byte to the verdict. */
@Component({
  selector: 'gh-sent-files',
  imports: [MatButton, MatIconButton, RouterLink, ByteSize, CopyText, Icon, StatusChip],
  templateUrl: './sent-files.html',
  styleUrl: './sent-files.scss',
})
export class SentFiles {
  protected readonly store = inject(UploadsStore);
  private readonly locale = inject(LOCALE_ID);
  protected readonly uploadStatus = uploadStatus;
  protected readonly problemTitle = problemTitle;
  protected readonly problemAdvice = problemAdvice;

  protected leftOut(upload: Upload): string | undefined {
    return leftOut(upload, this.locale);
  }
}
