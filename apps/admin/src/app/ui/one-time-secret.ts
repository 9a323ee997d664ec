import { Component, Service, inject, signal } from '@angular/core';
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

export interface OneTimeSecret {
  readonly title: string;
  /** Whom it is for, and what happens with it. */
  readonly text: string;
  readonly secret: string;
  /** What the person confirms before the dialog closes: "I have passed it on". */
  readonly done: string;
}

/** A secret that is shown this once. It closes by the person's own word only, never by a slip of Esc or a click beside it. */
@Component({
  selector: 'gh-one-time-secret',
  imports: [Icon, MatButton, MatCheckbox, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <mat-dialog-content>
      <p>{{ data.text }}</p>
      <div class="secret">
        <code data-testid="one-time-secret">{{ data.secret }}</code>
        <button mat-stroked-button type="button" (click)="copy()">
          <gh-icon [name]="copied() ? 'check' : 'copy'" />
          @if (copied()) {
            <ng-container i18n>Copied</ng-container>
          } @else {
            <ng-container i18n>Copy</ng-container>
          }
        </button>
      </div>
      <p class="muted" i18n>It is stored nowhere and cannot be shown again.</p>
      <mat-checkbox [checked]="confirmed()" (change)="confirmed.set($event.checked)">{{ data.done }}</mat-checkbox>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-flat-button type="button" [disabled]="!confirmed()" [mat-dialog-close]="true" i18n>Close</button>
    </mat-dialog-actions>
  `,
  styles: `
    .secret {
      display: flex;
      flex-wrap: wrap;
      gap: 8px 12px;
      align-items: center;
      justify-content: space-between;
      margin: 16px 0 8px;
      padding: 10px 12px;
      border: 1px solid var(--gh-border-strong);
      border-radius: var(--gh-radius);
      background: var(--gh-sunken);
    }

    code {
      font-size: 0.9375rem;
      overflow-wrap: anywhere;
      user-select: all;
    }

    mat-checkbox {
      margin: 12px 0 0 -10px;
    }
  `,
  host: { '(window:beforeunload)': '$event.preventDefault()' },
})
export class OneTimeSecretDialog {
  protected readonly data = inject<OneTimeSecret>(MAT_DIALOG_DATA);
  private readonly clipboard = inject(Clipboard);
  protected readonly copied = signal(false);
  protected readonly confirmed = signal(false);

  protected async copy(): Promise<void> {
    if (!(await this.clipboard.copy(this.data.secret))) return;
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), 2000);
  }
}

/** Shows a secret this once; resolves when the person has said that it is in good hands. */
@Service()
export class ShowOnce {
  private readonly dialog = inject(MatDialog);

  async show(secret: OneTimeSecret): Promise<void> {
    const opened = this.dialog.open<OneTimeSecretDialog, OneTimeSecret, boolean>(OneTimeSecretDialog, {
      data: secret,
      disableClose: true,
      closeOnNavigation: false,
      autoFocus: '.secret button',
    });
    await firstValueFrom(opened.afterClosed());
  }
}
