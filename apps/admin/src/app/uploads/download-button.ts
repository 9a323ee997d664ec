import { Component, DOCUMENT, booleanAttribute, inject, input, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatTooltip } from '@angular/material/tooltip';
import type { ProblemError, Upload } from '@gatehouse/api-client';
import { Icon } from '../ui/icon.ts';
import { saveFile } from '../ui/save-file.ts';
import { asProblem, problemTitle } from '../ui/problem-text.ts';
import { UploadsStore } from './uploads-store.ts';

/** Saves a clean file. The content comes through the client, because the link alone carries no token. */
@Component({
  selector: 'gh-download-button',
  imports: [Icon, MatButton, MatIconButton, MatTooltip],
  template: `
    @if (labelled()) {
      <button mat-stroked-button type="button" [disabled]="busy()" (click)="save()">
        <gh-icon name="download" /><ng-container i18n>Download</ng-container>
      </button>
    } @else {
      <button
        mat-icon-button
        type="button"
        [disabled]="busy()"
        [attr.aria-label]="label()"
        [matTooltip]="tip()"
        (click)="save()"
      >
        <gh-icon [name]="problem() ? 'alert' : 'download'" />
      </button>
    }
    @if (labelled() && problem()) {
      <span role="alert">{{ tip() }}</span>
    }
  `,
})
export class DownloadButton {
  readonly upload = input.required<Upload>();
  readonly labelled = input(false, { transform: booleanAttribute });
  private readonly store = inject(UploadsStore);
  private readonly document = inject(DOCUMENT);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);

  protected label(): string {
    return $localize`Download ${this.upload().originalName}:NAME:`;
  }

  protected tip(): string {
    const problem = this.problem();
    return problem === undefined ? $localize`Download` : problemTitle(problem);
  }

  protected async save(): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const content = await this.store.content(this.upload().id);
      saveFile(this.document, this.upload().originalName, content);
    } catch (error) {
      this.problem.set(asProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
