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

/** An act that deserves a second thought: what it does, and where it is hard to take back, proof that it is meant. */
export interface Confirmation {
  readonly title: string;
  /** What will happen, and to whom; one paragraph each. */
  readonly text: string | readonly string[];
  /** The verb of the act: "Roll back", never "OK". */
  readonly confirm: string;
  readonly cancel?: string;
  /** What is before and after, as pairs of words. */
  readonly changes?: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  /** Whether it breaks something for somebody. */
  readonly dangerous?: boolean;
  /** Asked for and kept in the audit log. */
  readonly reason?: 'optional' | 'required';
  /** To be typed before the act can be done. */
  readonly typed?: string;
}

export interface Agreed {
  /** Empty where none was asked for. */
  readonly reason: string;
}

const LONGEST_REASON = 500;

@Component({
  selector: 'gh-confirm-dialog',
  imports: [MatButton, MatDialogActions, MatDialogContent, MatDialogTitle, MatFormField, MatHint, MatInput, MatLabel],
  templateUrl: './confirm-dialog.html',
  styleUrl: './confirm-dialog.scss',
})
export class ConfirmDialog {
  protected readonly data = inject<Confirmation>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<ConfirmDialog, Agreed>>(MatDialogRef);
  protected readonly paragraphs = [this.data.text].flat();
  protected readonly cancelWord = this.data.cancel ?? $localize`Cancel`;
  protected readonly longest = LONGEST_REASON;
  protected readonly reasonLabel = this.data.reason === 'required' ? $localize`Reason` : $localize`Reason (optional)`;
  protected readonly reason = signal('');
  protected readonly typed = signal('');
  protected readonly ready = computed(
    () =>
      (this.data.reason !== 'required' || this.reason().trim() !== '') &&
      (this.data.typed === undefined || this.typed().trim() === this.data.typed),
  );

  protected agree(event: Event): void {
    event.preventDefault();
    if (this.ready()) this.dialog.close({ reason: this.reason().trim() });
  }
}

/** Asks before an act. */
@Service()
export class Confirm {
  private readonly dialog = inject(MatDialog);

  /** @returns whether the person said so */
  async ask(confirmation: Confirmation): Promise<boolean> {
    return (await this.askWhy(confirmation)) !== undefined;
  }

  /** @returns the reason that was given; nothing when the person thought better of it */
  async askWhy(confirmation: Confirmation): Promise<Agreed | undefined> {
    const opened = this.dialog.open<ConfirmDialog, Confirmation, Agreed>(ConfirmDialog, {
      data: confirmation,
      autoFocus: firstStop(confirmation),
    });
    return firstValueFrom(opened.afterClosed());
  }
}

/** The first field where there is one; then the act itself, or before a dangerous one what leaves everything as it is. */
function firstStop({ reason, typed, dangerous }: Confirmation): string {
  if (reason !== undefined || typed !== undefined) return 'input';
  return dangerous ? '.cancel' : '.confirm';
}
