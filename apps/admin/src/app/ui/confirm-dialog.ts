import { Component, Service, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

export interface Confirmation {
  readonly title: string;
  readonly text: string;
  /** The verb of the act: "Roll back", never "OK". */
  readonly confirm: string;
  readonly cancel?: string;
  /** What is before and after, as pairs of words. */
  readonly changes?: readonly { readonly name: string; readonly before: string; readonly after: string }[];
}

@Component({
  selector: 'gh-confirm-dialog',
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <mat-dialog-content>
      <p>{{ data.text }}</p>
      @if (data.changes?.length) {
        <table>
          <thead>
            <tr>
              <th scope="col"><span class="visually-hidden" i18n>Field</span></th>
              <th scope="col" i18n>Now</th>
              <th scope="col" i18n>After</th>
            </tr>
          </thead>
          <tbody>
            @for (change of data.changes; track change.name) {
              <tr>
                <th scope="row">{{ change.name }}</th>
                <td>{{ change.before }}</td>
                <td [class.changed]="change.before !== change.after">{{ change.after }}</td>
              </tr>
            }
          </tbody>
        </table>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-button [mat-dialog-close]="false">{{ data.cancel ?? cancelWord }}</button>
      <button mat-flat-button [mat-dialog-close]="true" cdkFocusInitial>{{ data.confirm }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    table {
      width: 100%;
      margin-top: 16px;
      border-collapse: collapse;
      font-size: 0.8125rem;
    }

    th,
    td {
      padding: 6px 8px;
      border-bottom: 1px solid var(--gh-border);
      text-align: start;
      overflow-wrap: anywhere;
    }

    th {
      color: var(--gh-text-muted);
      font-weight: 500;
    }

    .changed {
      font-weight: 600;
    }
  `,
})
export class ConfirmDialog {
  protected readonly data = inject<Confirmation>(MAT_DIALOG_DATA);
  protected readonly cancelWord = $localize`Cancel`;
}

/** Asks before an act; resolves to whether the person said so. */
@Service()
export class Confirm {
  private readonly dialog = inject(MatDialog);

  async ask(confirmation: Confirmation): Promise<boolean> {
    const opened = this.dialog.open<ConfirmDialog, Confirmation, boolean>(ConfirmDialog, { data: confirmation });
    return (await firstValueFrom(opened.afterClosed())) === true;
  }
}
