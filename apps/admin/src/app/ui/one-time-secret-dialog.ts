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
import { Clipboard } from './clipboard.ts';
import { Icon } from './icon.ts';

/** A secret that is stored nowhere: this is the one time that somebody can take it along. */
export interface OneTimeSecret {
  readonly title: string;
  readonly secret: string;
  /** Other things to note beside it, as pairs of words. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly fileName: string;
  /** How to use it, without holding it. */
  readonly example?: string;
}

@Component({
  selector: 'gh-one-time-secret-dialog',
  imports: [Icon, MatButton, MatCheckbox, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <mat-dialog-content>
      <p class="notice warn">
        <gh-icon name="alert" />
        <span i18n
          >This is the only time the secret is shown. Gatehouse keeps a fingerprint of it, and cannot show it
          again.</span
        >
      </p>
      <dl class="facts">
        @for (fact of data.facts; track fact.name) {
          <dt>{{ fact.name }}</dt>
          <dd class="mono">{{ fact.value }}</dd>
        }
        <dt i18n>Secret</dt>
        <dd class="mono secret" data-testid="one-time-secret">{{ data.secret }}</dd>
      </dl>
      <div class="row">
        <button mat-flat-button type="button" cdkFocusInitial (click)="copy(data.secret, 'secret')">
          <gh-icon [name]="copied() === 'secret' ? 'check' : 'copy'" /><ng-container i18n>Copy secret</ng-container>
        </button>
        <button mat-stroked-button type="button" (click)="download()">
          <gh-icon name="download" /><ng-container i18n>Download</ng-container>
        </button>
      </div>
      @if (data.example; as example) {
        <div class="example">
          <h3 i18n>Try it in a shell</h3>
          <p class="muted" i18n>
            It asks for the secret, so that it stands in no address, no list of processes and no history.
          </p>
          <pre tabindex="0" data-testid="example">{{ example }}</pre>
          <button mat-button type="button" (click)="copy(example, 'example')">
            <gh-icon [name]="copied() === 'example' ? 'check' : 'copy'" /><ng-container i18n>Copy example</ng-container>
          </button>
        </div>
      }
      <mat-checkbox [checked]="stored()" (change)="stored.set($event.checked)" i18n>I have stored it</mat-checkbox>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-flat-button mat-dialog-close [disabled]="!stored()" i18n>Done</button>
    </mat-dialog-actions>
  `,
  styles: `
    .facts {
      margin-block: 16px 12px;
    }

    .secret {
      padding: 6px 8px;
      border: 1px solid var(--gh-border-strong);
      border-radius: 6px;
      background: var(--gh-sunken);
      user-select: all;
    }

    .example {
      margin-top: 20px;
    }

    pre {
      margin: 8px 0 4px;
      padding: 10px 12px;
      overflow-x: auto;
      border: 1px solid var(--gh-border);
      border-radius: 6px;
      background: var(--gh-sunken);
      font-size: 0.75rem;
      line-height: 1.5;
    }

    mat-checkbox {
      display: block;
      margin-top: 8px;
    }
  `,
})
export class OneTimeSecretDialog {
  protected readonly data = inject<OneTimeSecret>(MAT_DIALOG_DATA);
  private readonly clipboard = inject(Clipboard);
  private readonly document = inject(DOCUMENT);
  protected readonly stored = signal(false);
  protected readonly copied = signal<'secret' | 'example' | undefined>(undefined);

  protected async copy(text: string, what: 'secret' | 'example'): Promise<void> {
    if (await this.clipboard.copy(text)) this.copied.set(what);
  }

  protected download(): void {
    const lines = [...this.data.facts, { name: 'secret', value: this.data.secret }];
    const text = lines.map(({ name, value }) => `${name}: ${value}\n`).join('');
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = this.document.createElement('a');
    link.href = address;
    link.download = this.data.fileName;
    link.click();
    URL.revokeObjectURL(address);
  }
}

/** Shows a new secret until the person says that it is stored. Neither Esc nor a click beside it loses it. */
@Service()
export class OneTimeSecrets {
  private readonly dialog = inject(MatDialog);

  async show(secret: OneTimeSecret): Promise<void> {
    const opened = this.dialog.open<OneTimeSecretDialog, OneTimeSecret>(OneTimeSecretDialog, {
      data: secret,
      disableClose: true,
      closeOnNavigation: false,
      maxWidth: 'min(620px, calc(100vw - 24px))',
    });
    await firstValueFrom(opened.afterClosed());
  }
}
