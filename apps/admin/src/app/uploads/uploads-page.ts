import { Component, DestroyRef, effect, inject, input, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { type Upload, UPLOAD_STATUSES } from '@gatehouse/api-client';
import { ByteSize } from '../ui/byte-size.ts';
import { ChoiceBox } from '../ui/choice-box.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { RowKeys } from '../ui/hotkeys.ts';
import { ListFrame } from '../ui/list-frame.ts';
import { poll } from '../ui/poll.ts';
import { RowChunks, RowWindow } from '../ui/row-window.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { DownloadButton } from './download-button.ts';
import { DropZone } from './drop-zone.ts';
import { SentFiles } from './sent-files.ts';
import { uploadStatus } from './upload-status.ts';
import { UploadsStore } from './uploads-store.ts';

@Component({
  selector: 'gh-uploads-page',
  imports: [
    MatButton,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    ByteSize,
    ChoiceBox,
    DownloadButton,
    DropZone,
    EmptyState,
    ListFrame,
    RowChunks,
    RowKeys,
    RowWindow,
    SentFiles,
    StatusChip,
    Time,
  ],
  templateUrl: './uploads-page.html',
  styles: `
    .size,
    .when {
      width: 124px;
    }

    .type {
      width: 148px;
    }

    .status {
      width: 204px;
    }

    .get {
      width: 56px;
    }

    td.get {
      padding-block: 0;
      overflow: visible;
    }

    @media (max-width: 899px) {
      td.get {
        margin-inline-start: auto;
      }
    }
  `,
})
export class UploadsPage {
  /** The status to show, from the address. */
  readonly status = input<string>();
  protected readonly store = inject(UploadsStore);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  protected readonly uploadStatus = uploadStatus;
  protected readonly choices = [
    { value: '', name: $localize`All` },
    ...UPLOAD_STATUSES.map((value) => ({ value, name: uploadStatus(value).name })),
  ];

  constructor() {
    effect(() => {
      const status = UPLOAD_STATUSES.find((known) => known === this.status());
      untracked(() => void this.store.show(status));
    });
    poll(
      () => this.store.follow(),
      () => (this.store.underway().length === 0 ? 2000 : 1000),
    );
    const warn = (event: BeforeUnloadEvent): void => {
      if (this.isSending()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    inject(DestroyRef).onDestroy(() => window.removeEventListener('beforeunload', warn));
  }

  isSending(): boolean {
    return this.store.sending();
  }

  protected filter(status: string): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams: { status: status || null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected words(upload: Upload): ReturnType<typeof uploadStatus> {
    return uploadStatus(upload.status);
  }
}
