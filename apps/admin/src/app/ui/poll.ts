import { DOCUMENT, DestroyRef, inject } from '@angular/core';

/**
 * Runs `work` now and then `everyMs` after it has settled, while the page is visible; at once when it is looked at again.
 * Ends with the injection context it was started in.
 */
export function poll(work: () => Promise<unknown>, everyMs: () => number): void {
  const document = inject(DOCUMENT);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let ended = false;
  const isOver = (): boolean => ended;
  const round = async (): Promise<void> => {
    clearTimeout(timer);
    if (running || ended || document.hidden) return;
    running = true;
    await work().catch(() => undefined);
    running = false;
    if (!isOver()) timer = setTimeout(() => void round(), everyMs());
  };
  const onVisible = (): void => void round();
  document.addEventListener('visibilitychange', onVisible);
  inject(DestroyRef).onDestroy(() => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
  });
  void round();
}
