import { Component, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Clipboard } from './clipboard.ts';
import { Icon } from './icon.ts';

/** A button that copies text which need not stand on the page, and says that it did. Its content is its name. */
@Component({
  selector: 'gh-copy-button',
  imports: [Icon, MatButton],
  template: `<button mat-stroked-button type="button" (click)="copy()">
    <gh-icon [name]="copied() ? 'check' : 'copy'" />
    @if (copied()) {
      <ng-container i18n>Copied</ng-container>
    } @else {
      <ng-content />
    }
  </button>`,
})
export class CopyButton {
  readonly value = input.required<string>();
  private readonly clipboard = inject(Clipboard);
  protected readonly copied = signal(false);

  protected async copy(): Promise<void> {
    if (!(await this.clipboard.copy(this.value()))) return;
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), 2000);
  }
}
