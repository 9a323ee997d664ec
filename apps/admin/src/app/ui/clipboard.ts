import { DOCUMENT, Service, inject } from '@angular/core';
import { Clipboard as CdkClipboard } from '@angular/cdk/clipboard';
import { LiveAnnouncer } from '@angular/cdk/a11y';

/** Copies text. The page never holds it: the browser's own clipboard is asked first. */
@Service()
export class Clipboard {
  private readonly navigator = inject(DOCUMENT).defaultView?.navigator;
  private readonly fallback = inject(CdkClipboard);
  private readonly announcer = inject(LiveAnnouncer);

  async copy(text: string): Promise<boolean> {
    const done = await this.write(text);
    void this.announcer.announce(
      done ? $localize`Copied` : $localize`Copying failed. Select the text and copy it manually.`,
    );
    return done;
  }

  private async write(text: string): Promise<boolean> {
    try {
      if (this.navigator?.clipboard === undefined) return this.fallback.copy(text);
      await this.navigator.clipboard.writeText(text);
      return true;
    } catch {
      return this.fallback.copy(text);
    }
  }
}
