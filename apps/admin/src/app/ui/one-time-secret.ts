import { DOCUMENT, Component, Service, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { CopyButton } from './copy-button.ts';
import { Icon } from './icon.ts';
import { saveFile } from './save-file.ts';

/** A secret that is stored nowhere: this is the one time that somebody can take it along. */
export interface OneTimeSecret {
  readonly title: string;
  /** Whom it is for, and what happens with it. */
  readonly text: string;
  readonly secret: string;
  /** Other things to note beside it, as pairs of words. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly fileName: string;
  /** How to use it, without holding it. */
  readonly example?: string;
  /** What the person confirms before the dialog closes: "I have passed it on". */
  readonly done: string;
}

/** It closes by the person's own word only, never by a slip of Esc or a click beside it. */
@Component({
  selector: 'gh-one-time-secret',
  imports: [
    CopyButton,
    Icon,
    MatButton,
    MatCheckbox,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
  ],
  template: `
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <mat-dialog-content>
      <p>{{ data.text }}</p>
      <div class="taken">
        @if (data.facts.length > 0) {
          <dl class="facts">
            @for (fact of data.facts; track fact.name) {
              <dt>{{ fact.name }}</dt>
              <dd class="mono">{{ fact.value }}</dd>
            }
          </dl>
        }
        <code class="secret" data-testid="one-time-secret">{{ data.secret }}</code>
        <div class="row">
          <gh-copy-button class="copy" [value]="data.secret"><ng-container i18n>Copy</ng-container></gh-copy-button>
          <button mat-stroked-button type="button" (click)="download()">
            <gh-icon name="download" /><ng-container i18n>Download</ng-container>
          </button>
        </div>
      </div>
      <p class="muted once" i18n>Gatehouse cannot show it again.</p>
      @if (data.example; as example) {
        <div class="example">
          <h3 i18n>Try it in a shell</h3>
          <p class="muted" i18n>
            It prompts for the secret, which therefore never appears in a URL, the process list or the shell history.
          </p>
          <pre tabindex="0" data-testid="example">{{ example }}</pre>
          <gh-copy-button [value]="example"><ng-container i18n>Copy example</ng-container></gh-copy-button>
        </div>
      }
    </mat-dialog-content>
    <mat-dialog-actions class="spread">
      <mat-checkbox [checked]="confirmed()" (change)="confirmed.set($event.checked)">{{ data.done }}</mat-checkbox>
      <button mat-flat-button mat-dialog-close type="button" [disabled]="!confirmed()" i18n>Done</button>
    </mat-dialog-actions>
  `,
  styles: `
    .taken {
      display: flex;
      flex-direction: column;
      gap: 12px;
      margin-top: 16px;
      padding: 12px;
      border: 1px solid var(--gh-border-strong);
      border-radius: var(--gh-radius);
      background: var(--gh-sunken);
    }

    .facts {
      grid-template-columns: max-content minmax(0, 1fr);
    }

    .secret {
      font-size: 0.9375rem;
      overflow-wrap: anywhere;
      user-select: all;
    }

    .once {
      margin-top: 8px;
      font-size: 0.8125rem;
    }

    .example {
      margin-top: 20px;
    }

    pre {
      margin: 8px 0;
      padding: 10px 12px;
      overflow-x: auto;
      border: 1px solid var(--gh-border);
      border-radius: 6px;
      background: var(--gh-sunken);
      font-size: 0.75rem;
      line-height: 1.5;
    }
  `,
  host: { '(window:beforeunload)': '$event.preventDefault()' },
})
export class OneTimeSecretDialog {
  protected readonly data = inject<OneTimeSecret>(MAT_DIALOG_DATA);
  private readonly document = inject(DOCUMENT);
  protected readonly confirmed = signal(false);

  protected download(): void {
    const lines = [...this.data.facts, { name: 'secret', value: this.data.secret }];
    saveFile(this.document, this.data.fileName, lines.map(({ name, value }) => `${name}: ${value}\n`).join(''));
  }
}

/** Shows a new secret until the person says that it is in good hands. */
@Service()
export class OneTimeSecrets {
  private readonly dialog = inject(MatDialog);

  async show(secret: OneTimeSecret): Promise<void> {
    const opened = this.dialog.open<OneTimeSecretDialog, OneTimeSecret>(OneTimeSecretDialog, {
      data: secret,
      disableClose: true,
      closeOnNavigation: false,
      autoFocus: '.copy button',
      maxWidth: `min(${secret.example === undefined ? 480 : 620}px, calc(100vw - 24px))`,
    });
    await firstValueFrom(opened.afterClosed());
  }
}
