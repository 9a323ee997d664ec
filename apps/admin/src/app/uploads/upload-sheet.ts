import { Component, LOCALE_ID, computed, effect, inject, input, signal, untracked } from '@angular/core';
import type { ProblemError, Upload } from '@gatehouse/api-client';
import { StoryLink } from '../audit/story-link.ts';
import { ByteSize } from '../ui/byte-size.ts';
import { CopyText } from '../ui/copy-text.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { SideSheet } from '../ui/side-sheet.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { WayBack } from '../ui/way-back.ts';
import { DownloadButton } from './download-button.ts';
import { leftOut } from './left-out.ts';
import { uploadStatus } from './upload-status.ts';
import { UploadsStore } from './uploads-store.ts';

/** One file: where it stands and what proves that it is the same file. */
@Component({
  selector: 'gh-upload-sheet',
  imports: [ByteSize, CopyText, DownloadButton, ProblemPanel, SideSheet, Skeleton, StatusChip, StoryLink, Time],
  template: `
    <gh-side-sheet [heading]="upload()?.originalName ?? id()" (closed)="close()">
      @if (problem(); as problem) {
        <gh-problem-panel [problem]="problem" (retry)="load(id())" />
      }
      @if (upload(); as upload) {
        <dl class="facts">
          <dt i18n>Status</dt>
          <dd>
            <gh-status-chip [tone]="words().tone" [icon]="words().icon">{{ words().name }}</gh-status-chip>
          </dd>
          @if (upload.verdictDetail; as detail) {
            <dt i18n>Reason</dt>
            <dd>{{ detail }}</dd>
          }
          <dt i18n>Type</dt>
          <dd>{{ upload.mimeType }}</dd>
          <dt i18n>Size</dt>
          <dd>{{ upload.size | ghByteSize }}</dd>
          @if (leftOut(); as words) {
            <dt i18n>Not part of the download</dt>
            <dd>{{ words }}</dd>
          }
          <dt>SHA-256</dt>
          <dd><gh-copy-text [value]="upload.sha256" [cut]="64" name="SHA-256" /></dd>
          <dt i18n>Received</dt>
          <dd><gh-time [value]="upload.createdAt" /></dd>
          @if (upload.scannedAt; as at) {
            <dt i18n>Scanned</dt>
            <dd><gh-time [value]="at" /></dd>
          }
          <dt i18n>Id</dt>
          <dd><gh-copy-text [value]="upload.id" name="id" i18n-name /></dd>
        </dl>
        <gh-story-link class="story" [name]="upload.originalName" [filter]="{ resource: upload.id }" />
        @if (upload.status === 'clean') {
          <gh-download-button labelled [upload]="upload" />
        } @else if (upload.status === 'infected') {
          <p class="notice danger" i18n>
            The file was deleted because a scanner found something harmful. This entry and the audit log keep a record
            of it.
          </p>
        } @else if (upload.status === 'destroying') {
          <p class="notice danger" i18n>
            A scanner found something harmful. The file is being deleted and can no longer be downloaded.
          </p>
        } @else {
          <p class="notice" i18n>The content can be downloaded only when the file is clean.</p>
        }
      } @else if (!problem()) {
        <gh-skeleton [rows]="7" />
      }
    </gh-side-sheet>
  `,
  styles: `
    .story {
      margin: 8px 0 20px;
    }
  `,
})
export class UploadSheet {
  /** From the address. */
  readonly id = input.required<string>();
  private readonly store = inject(UploadsStore);
  private readonly wayBack = inject(WayBack);
  private readonly fetched = signal<Upload | undefined>(undefined);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  /** The list is kept fresh while scans run; it knows more than what was fetched once. */
  protected readonly upload = computed(
    () => this.store.list.items().find((upload) => upload.id === this.id()) ?? this.fetched(),
  );
  private readonly locale = inject(LOCALE_ID);
  protected readonly leftOut = computed(() => {
    const upload = this.upload();
    return upload === undefined ? undefined : leftOut(upload, this.locale);
  });
  protected readonly words = computed(() => uploadStatus(this.upload()?.status ?? 'pending_scan'));

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => void this.load(id));
    });
  }

  protected async load(id: string): Promise<void> {
    this.problem.set(undefined);
    this.fetched.set(undefined);
    try {
      this.fetched.set(await this.store.read(id));
    } catch (error) {
      this.problem.set(asProblem(error));
    }
  }

  protected close(): void {
    void this.wayBack.to(['/uploads']);
  }
}
