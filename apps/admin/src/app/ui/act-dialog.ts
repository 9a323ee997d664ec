import { Component, Service, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogActions,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { firstValueFrom } from 'rxjs';

/** An act that deserves a second thought: what it does, why it is done, and proof that it is meant. */
export interface Act {
  readonly title: string;
  /** What will happen, and to whom. One paragraph each. */
  readonly text: readonly string[];
  /** The verb of the act: "Revoke", never "OK". */
  readonly confirm: string;
  /** Whether it breaks something for somebody. */
  readonly dangerous?: boolean;
  /** Asked for and kept in the audit log. */
  readonly reason?: 'optional' | 'required';
  /** To be typed before the act can be done. */
  readonly typed?: string;
}

export interface Agreed {
  readonly reason: string;
}

export const LONGEST_REASON = 500;

@Component({
  selector: 'gh-act-dialog',
  imports: [MatButton, MatDialogActions, MatDialogContent, MatDialogTitle, MatFormField, MatHint, MatInput, MatLabel],
  template: `
    <h2 mat-dialog-title>{{ act.title }}</h2>
    <form (submit)="agree($event)">
      <mat-dialog-content>
        @for (paragraph of act.text; track $index) {
          <p>{{ paragraph }}</p>
        }
        @if (act.reason) {
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label>{{ act.reason === 'required' ? reasonLabel : optionalReasonLabel }}</mat-label>
            <input
              matInput
              #why
              name="reason"
              autocomplete="off"
              [attr.maxlength]="longest"
              [required]="act.reason === 'required'"
              (input)="reason.set(why.value)"
            />
            <mat-hint i18n>Kept in the audit log</mat-hint>
          </mat-form-field>
        }
        @if (act.typed; as word) {
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label i18n>Type {{ word }} to confirm</mat-label>
            <input
              matInput
              #proof
              name="proof"
              class="mono"
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              (input)="typed.set(proof.value)"
            />
          </mat-form-field>
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button mat-button type="button" (click)="dialog.close()" i18n>Cancel</button>
        <button mat-flat-button type="submit" [class.danger]="act.dangerous" [disabled]="!ready()">
          {{ act.confirm }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    p + p {
      margin-top: 8px;
    }

    mat-form-field {
      margin-top: 16px;
    }
  `,
})
export class ActDialog {
  protected readonly act = inject<Act>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<ActDialog, Agreed>>(MatDialogRef);
  protected readonly longest = LONGEST_REASON;
  protected readonly reasonLabel = $localize`Reason`;
  protected readonly optionalReasonLabel = $localize`Reason (optional)`;
  protected readonly reason = signal('');
  protected readonly typed = signal('');
  protected readonly ready = computed(
    () =>
      (this.act.reason !== 'required' || this.reason().trim() !== '') &&
      (this.act.typed === undefined || this.typed().trim() === this.act.typed),
  );

  protected agree(event: Event): void {
    event.preventDefault();
    if (this.ready()) this.dialog.close({ reason: this.reason().trim() });
  }
}

/** Asks before an act that is hard to take back; resolves to nothing when the person thought better of it. */
@Service()
export class Acts {
  private readonly dialog = inject(MatDialog);

  ask(act: Act): Promise<Agreed | undefined> {
    const opened = this.dialog.open<ActDialog, Act, Agreed>(ActDialog, {
      data: act,
      // the first field where there is one, else what leaves everything as it is
      autoFocus: act.reason || act.typed ? 'input' : 'button',
    });
    return firstValueFrom(opened.afterClosed());
  }
}
