import { DOCUMENT, Service, inject, signal } from '@angular/core';
import { ProblemError, unwrap } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { asProblem } from '../ui/problem-text.ts';
import type { AuditQuery } from './audit-filter.ts';

export type ExportFormat = 'csv' | 'ndjson';

export type ExportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly received: number }
  | { readonly kind: 'done'; readonly received: number; readonly name: string }
  | { readonly kind: 'failed'; readonly problem: ProblemError };

/** The part of the File System Access API that is used; only some browsers have it. */
interface SavePicker {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<{
    readonly name: string;
    createWritable(): Promise<WritableStream<Uint8Array>>;
  }>;
}

/**
 * Downloads what fits the filter. The token goes in a header, so the browser cannot save the address by itself: where
 * it lets a page write to a file that was chosen, the entries go there as they come; elsewhere they are gathered first.
 */
@Service({ autoProvided: false })
export class AuditExportStore {
  private readonly client = inject(Api).client;
  private readonly document = inject(DOCUMENT);
  private readonly current = signal<ExportState>({ kind: 'idle' });
  private stopping: AbortController | undefined;
  readonly state = this.current.asReadonly();

  async save(query: AuditQuery, format: ExportFormat): Promise<void> {
    const suggestedName = `gatehouse-audit-${new Date().toISOString().slice(0, 10)}.${format}`;
    const stop = new AbortController();
    try {
      // asked first, while the browser still knows that somebody pressed a button
      const file = await (this.document.defaultView as SavePicker | null)?.showSaveFilePicker?.({ suggestedName });
      this.stopping = stop;
      this.current.set({ kind: 'running', received: 0 });
      const stream = await this.fetch(query, format, stop.signal);
      const target = (await file?.createWritable()) ?? this.gather(suggestedName);
      let received = 0;
      const counter = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          received += chunk.byteLength;
          this.current.set({ kind: 'running', received });
          controller.enqueue(chunk);
        },
      });
      // a connection that breaks aborts the target: no half of a file is left behind
      await stream.pipeThrough(counter).pipeTo(target, { signal: stop.signal });
      this.current.set({ kind: 'done', received, name: file?.name ?? suggestedName });
    } catch (error) {
      const cancelled = stop.signal.aborted || (error instanceof DOMException && error.name === 'AbortError');
      const problem = error instanceof ProblemError ? error : ProblemError.fromFailure(error);
      this.current.set(cancelled ? { kind: 'idle' } : { kind: 'failed', problem: asProblem(problem) });
    }
  }

  stop(): void {
    this.stopping?.abort();
  }

  private async fetch(
    query: AuditQuery,
    format: ExportFormat,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const call = this.client.GET('/api/audit/export', {
      params: { query: { ...query, format } },
      parseAs: 'stream',
      signal,
    });
    const stream = await unwrap(call);
    if (stream === null) throw new TypeError('The answer has no content.');
    return stream;
  }

  /** Keeps everything in memory and hands it to the browser as a download at the end. */
  private gather(name: string): WritableStream<Uint8Array> {
    const chunks: BlobPart[] = [];
    return new WritableStream<Uint8Array>({
      write: (chunk) => void chunks.push(chunk as Uint8Array<ArrayBuffer>),
      close: () => {
        const url = URL.createObjectURL(new Blob(chunks));
        const link = this.document.createElement('a');
        link.href = url;
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(url), 60_000);
      },
    });
  }
}
