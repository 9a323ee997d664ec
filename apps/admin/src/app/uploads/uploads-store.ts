import { LOCALE_ID, Service, computed, inject, signal } from '@angular/core';
import { type ProblemError, unwrap } from '@gatehouse/api-client';
import type { Upload, UploadStatus } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { PagedList } from '../api/paged-list.ts';
import { PROGRESS_SENDER } from '../api/send-with-progress.ts';
import { SessionStore } from '../session/session-store.ts';
import { byteSize } from '../ui/byte-size.ts';
import { asProblem } from '../ui/problem-text.ts';
import { refusalBeforeSending, refusalOf } from './refusal.ts';
import type { Refusal, SizeLimit } from './refusal.ts';
import { isUnderway } from './upload-status.ts';

/** One chosen file on its way. */
export type Sending =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly share: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly requestId?: string }
  | { readonly kind: 'failed'; readonly problem: ProblemError }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'accepted'; readonly upload: Upload };

export interface SentFile {
  readonly id: number;
  readonly file: File;
  readonly state: Sending;
}

const AT_ONCE = 2;
/** Verdicts asked for in one round, the oldest first: a hundred waiting files must not use up the limit of reads. */
const FOLLOWED_AT_ONCE = 5;

/** Files on their way, and those that arrived. Follows the scan of what is shown until every file has its verdict. */
@Service({ autoProvided: false })
export class UploadsStore {
  private readonly api = inject(Api);
  private readonly session = inject(SessionStore);
  private readonly locale = inject(LOCALE_ID);
  private readonly withProgress = inject(PROGRESS_SENDER);
  private readonly chosen = signal<readonly SentFile[]>([]);
  private readonly limit = signal<SizeLimit | undefined>(undefined);
  private readonly filter = signal<UploadStatus | undefined>(undefined);
  private readonly aborts = new Map<number, AbortController>();
  private lastId = 0;
  private asked = false;

  readonly mayUpload = computed(() => this.session.may('uploads:write'));
  readonly files = this.chosen.asReadonly();
  readonly status = this.filter.asReadonly();
  /** Of one file; unknown until the API has told it. */
  readonly sizeLimit = this.limit.asReadonly();
  readonly list = new PagedList<Upload>((cursor) => {
    const status = this.filter();
    const query = {
      limit: 50,
      ...(cursor === undefined ? {} : { cursor }),
      ...(status === undefined ? {} : { status }),
    };
    return unwrap(this.api.client.GET('/api/upload-image', { params: { query } }));
  });
  /** Ids whose verdict is still awaited. */
  readonly underway = computed(() => {
    const sent = this.chosen().flatMap(({ state }) => (state.kind === 'accepted' ? [state.upload] : []));
    return [...new Set([...sent, ...this.list.items()].filter(isUnderway).map((upload) => upload.id))];
  });
  readonly sending = computed(() =>
    this.chosen().some(({ state }) => state.kind === 'waiting' || state.kind === 'sending'),
  );

  show(status: UploadStatus | undefined): Promise<void> {
    if (!this.asked && this.mayUpload()) void this.askForLimit();
    this.asked = true;
    this.filter.set(status);
    return this.list.show(status ?? '');
  }

  add(files: readonly File[]): void {
    const added = files.map((file): SentFile => {
      const refusal = refusalBeforeSending(file, this.limit());
      return {
        id: (this.lastId += 1),
        file,
        state: refusal === undefined ? { kind: 'waiting' } : { kind: 'refused', refusal },
      };
    });
    this.chosen.update((all) => [...added, ...all]);
    this.pump();
  }

  cancel(id: number): void {
    this.set(id, { kind: 'cancelled' });
    this.aborts.get(id)?.abort();
    this.pump();
  }

  retry(id: number): void {
    this.set(id, { kind: 'waiting' });
    this.pump();
  }

  dismiss(id: number): void {
    this.chosen.update((all) => all.filter((sent) => sent.id !== id));
  }

  /** One round of asking after what has no verdict yet. */
  async follow(): Promise<void> {
    await Promise.all(
      this.underway()
        .slice(-FOLLOWED_AT_ONCE)
        .map((id) => this.ask(id)),
    );
  }

  /** Throws `ProblemError`. */
  async read(id: string): Promise<Upload> {
    const upload = await unwrap(this.api.client.GET('/api/upload-image/{id}', { params: { path: { id } } }));
    this.took(upload);
    return upload;
  }

  /** The content of a clean file. Throws `ProblemError`. */
  async content(id: string): Promise<Blob> {
    const call = this.api.client.GET('/api/upload-image/{id}/content', { params: { path: { id } }, parseAs: 'blob' });
    return (await unwrap<unknown>(call)) as Blob;
  }

  private async askForLimit(): Promise<void> {
    try {
      const { maxBytes } = await unwrap(this.api.client.GET('/api/upload-image/limits'));
      this.limit.set({ bytes: maxBytes, words: byteSize(maxBytes, this.locale) });
    } catch {
      // without it the API still refuses what is too large
    }
  }

  private async ask(id: string): Promise<void> {
    await this.read(id).catch(() => undefined);
  }

  private took(upload: Upload): void {
    this.list.patch((rows) => rows.map((row) => (row.id === upload.id ? upload : row)));
    this.chosen.update((all) =>
      all.map((sent) =>
        sent.state.kind === 'accepted' && sent.state.upload.id === upload.id
          ? { ...sent, state: { kind: 'accepted', upload } }
          : sent,
      ),
    );
  }

  private pump(): void {
    const busy = this.chosen().filter(({ state }) => state.kind === 'sending').length;
    const next = [...this.chosen()].reverse().filter(({ state }) => state.kind === 'waiting');
    for (const sent of next.slice(0, Math.max(0, AT_ONCE - busy))) void this.send(sent);
  }

  private async send({ id, file }: SentFile): Promise<void> {
    const abort = new AbortController();
    this.aborts.set(id, abort);
    this.set(id, { kind: 'sending', share: 0 });
    try {
      const upload = await unwrap(
        this.api.client.POST('/api/upload-image', {
          body: { file: file as unknown as string },
          bodySerializer: () => formOf(file),
          signal: abort.signal,
          fetch: this.api.carry(this.withProgress((share) => this.progress(id, share))),
        }),
      );
      this.set(id, { kind: 'accepted', upload });
      this.list.patch((rows) => (rows.some((row) => row.id === upload.id) ? rows : [upload, ...rows]));
    } catch (error) {
      this.set(id, stateAfter(asProblem(error), file.name, this.limit()));
    } finally {
      this.aborts.delete(id);
      this.pump();
    }
  }

  private progress(id: number, share: number): void {
    this.chosen.update((all) =>
      all.map((sent) =>
        sent.id === id && sent.state.kind === 'sending' ? { ...sent, state: { kind: 'sending', share } } : sent,
      ),
    );
  }

  private set(id: number, state: Sending): void {
    this.chosen.update((all) => all.map((sent) => (sent.id === id ? { ...sent, state } : sent)));
  }
}

function formOf(file: File): FormData {
  const form = new FormData();
  form.set('file', file, file.name);
  return form;
}

/** A file that the API will not take is refused for good; everything else can be tried again. */
function stateAfter(problem: ProblemError, fileName: string, limit: SizeLimit | undefined): Sending {
  if (problem.code === 'ABORTED') return { kind: 'cancelled' };
  const final = problem.status >= 400 && problem.status < 500 && ![401, 408, 425, 429].includes(problem.status);
  if (!final) return { kind: 'failed', problem };
  const refusal = refusalOf(problem, fileName, limit);
  return { kind: 'refused', refusal, ...(problem.requestId === undefined ? {} : { requestId: problem.requestId }) };
}
