import { Component, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Icon } from '../ui/icon.ts';
import { ACCEPT_ATTRIBUTE } from './refusal.ts';

/** Where files are dropped or chosen. It says what it takes before anything goes wrong. */
@Component({
  selector: 'gh-drop-zone',
  imports: [Icon, MatButton],
  template: `
    <section
      [class.over]="over()"
      (dragover)="enter($event)"
      (dragleave)="over.set(false)"
      (drop)="drop($event)"
      aria-labelledby="drop-title"
    >
      <span class="mark"><gh-icon name="upload" [size]="22" /></span>
      <div class="words">
        <h2 id="drop-title" i18n>Drop files here</h2>
        @if (sizeLimit(); as size) {
          <p class="muted" i18n>
            JPEG, PNG, WebP or PDF, up to {{ size }} each. Every file is scanned before it can be downloaded.
          </p>
        } @else {
          <p class="muted" i18n>JPEG, PNG, WebP or PDF. Every file is scanned before it can be downloaded.</p>
        }
      </div>
      <button mat-flat-button type="button" (click)="chooser.click()" i18n>Choose files</button>
      <input
        #chooser
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        i18n-aria-label
        [accept]="accept"
        (change)="choose(chooser)"
      />
    </section>
  `,
  styles: `
    section {
      display: flex;
      flex-wrap: wrap;
      gap: 12px 16px;
      align-items: center;
      padding: 20px;
      border: 1.5px dashed var(--gh-border-strong);
      border-radius: var(--gh-radius);
      background: var(--gh-surface);
      transition: background 120ms;
    }

    .over {
      border-color: var(--gh-accent);
      background: var(--gh-accent-soft);
    }

    .mark {
      display: grid;
      place-items: center;
      width: 44px;
      height: 44px;
      border-radius: 12px;
      background: var(--gh-accent-soft);
      color: var(--gh-on-accent-soft);
    }

    .words {
      flex: 1 1 220px;
    }
  `,
})
export class DropZone {
  /** In words. */
  readonly sizeLimit = input<string>();
  readonly files = output<readonly File[]>();
  protected readonly over = signal(false);
  protected readonly accept = ACCEPT_ATTRIBUTE;

  protected enter(event: DragEvent): void {
    event.preventDefault();
    this.over.set(true);
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    this.files.emit([...(event.dataTransfer?.files ?? [])]);
  }

  protected choose(chooser: HTMLInputElement): void {
    this.files.emit([...(chooser.files ?? [])]);
    chooser.value = '';
  }
}
