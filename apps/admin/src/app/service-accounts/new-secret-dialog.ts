import { Component, Service, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog, MatDialogActions, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import type { NewClientSecret } from '@gatehouse/api-client';
import { firstValueFrom } from 'rxjs';
import { Lifetime } from './lifetime.ts';
import { LIFETIMES, USUAL_LIFETIME } from './service-account-form.ts';

/** Label and lifetime of a second secret. */
@Component({
  selector: 'gh-new-secret-dialog',
  imports: [
    MatButton,
    MatDialogActions,
    MatDialogContent,
    MatDialogTitle,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatOption,
    MatSelect,
    Lifetime,
  ],
  template: `
    <h2 mat-dialog-title i18n>Add a second secret</h2>
    <form (submit)="add($event)">
      <mat-dialog-content>
        <p i18n>
          Both secrets work until you revoke one or it expires: deploy the new one, check that it is in use, then revoke
          the old one.
        </p>
        <mat-form-field appearance="outline" subscriptSizing="dynamic">
          <mat-label i18n>Label of the secret</mat-label>
          <input matInput #box name="label" autocomplete="off" maxlength="100" (input)="label.set(box.value)" />
          <mat-hint i18n>Where it will be stored</mat-hint>
        </mat-form-field>
        <mat-form-field appearance="outline" subscriptSizing="dynamic">
          <mat-label i18n>Secret expires after</mat-label>
          <mat-select [value]="lifetimeDays()" (valueChange)="lifetimeDays.set($event)">
            @for (days of lifetimes; track days) {
              <mat-option [value]="days">{{ days | ghLifetime }}</mat-option>
            }
          </mat-select>
        </mat-form-field>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button mat-button type="button" (click)="dialog.close()" i18n>Cancel</button>
        <button mat-flat-button type="submit" i18n>Add secret</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    mat-form-field {
      margin-top: 16px;
    }
  `,
})
export class NewSecretDialog {
  protected readonly dialog = inject<MatDialogRef<NewSecretDialog, NewClientSecret>>(MatDialogRef);
  protected readonly lifetimes = LIFETIMES;
  protected readonly label = signal('');
  protected readonly lifetimeDays = signal<number>(USUAL_LIFETIME);

  protected add(event: Event): void {
    event.preventDefault();
    this.dialog.close({ label: this.label().trim(), lifetimeDays: this.lifetimeDays() });
  }
}

@Service()
export class NewSecrets {
  private readonly dialog = inject(MatDialog);

  ask(): Promise<NewClientSecret | undefined> {
    const opened = this.dialog.open<NewSecretDialog, undefined, NewClientSecret>(NewSecretDialog, {
      autoFocus: 'input',
    });
    return firstValueFrom(opened.afterClosed());
  }
}
