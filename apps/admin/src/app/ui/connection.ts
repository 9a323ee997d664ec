import { DOCUMENT, DestroyRef, Service, inject, signal } from '@angular/core';

/** Whether the browser itself says that it has no network, and since when. */
@Service()
export class Connection {
  private readonly window = inject(DOCUMENT).defaultView;
  private readonly lost = signal<number | undefined>(this.window?.navigator.onLine === false ? Date.now() : undefined);
  private readonly waiting = new Set<() => void>();

  readonly offlineSince = this.lost.asReadonly();

  constructor() {
    const onOffline = (): void => this.lost.update((since) => since ?? Date.now());
    const onOnline = (): void => {
      this.lost.set(undefined);
      for (const work of this.waiting) work();
    };
    this.window?.addEventListener('offline', onOffline);
    this.window?.addEventListener('online', onOnline);
    inject(DestroyRef).onDestroy(() => {
      this.window?.removeEventListener('offline', onOffline);
      this.window?.removeEventListener('online', onOnline);
    });
  }

  /** Runs `work` whenever the network is back. @returns how to end that */
  whenBack(work: () => void): () => void {
    this.waiting.add(work);
    return () => this.waiting.delete(work);
  }
}
