import { Component, computed, input, linkedSignal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { SettingType } from '@gatehouse/api-client';
import { map, startWith, switchMap } from 'rxjs';
import { FieldError } from '../ui/field-error.ts';
import { fieldName } from './field-names.ts';
import type { SettingForm } from './setting-form.ts';
import { limitsOf } from './setting-limits.ts';

/** The constraints of a setting: out of the way until there are some, or something is wrong with them. */
@Component({
  selector: 'gh-setting-limits-fields',
  imports: [ReactiveFormsModule, MatError, MatFormField, MatHint, MatInput, MatLabel, FieldError],
  template: `
    @if (lengthsOrBounds().length > 0) {
      <details [open]="open()" [formGroup]="form()">
        <summary i18n>Constraints on the value</summary>
        <div class="fields">
          @for (name of lengthsOrBounds(); track name) {
            <mat-form-field appearance="outline" subscriptSizing="dynamic">
              <mat-label>{{ fieldName(name) }}</mat-label>
              <input matInput [name]="name" [formControlName]="name" autocomplete="off" inputmode="decimal" />
              <mat-error><gh-field-error [control]="form().controls[name]" /></mat-error>
            </mat-form-field>
          }
          <mat-form-field class="choices" appearance="outline" subscriptSizing="dynamic">
            <mat-label>{{ fieldName('choices') }}</mat-label>
            <textarea matInput formControlName="choices" rows="2" autocapitalize="none" spellcheck="false"></textarea>
            <mat-hint i18n>One a line. Leave it empty to allow all.</mat-hint>
            <mat-error><gh-field-error [control]="form().controls.choices" /></mat-error>
          </mat-form-field>
        </div>
      </details>
    }
  `,
  styles: `
    summary {
      width: fit-content;
      padding: 4px 0;
      color: var(--gh-text-muted);
      cursor: pointer;
    }

    .fields {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
      gap: 12px;
      align-items: start;
      margin-top: 8px;
    }

    .choices {
      grid-column: 1 / -1;
    }
  `,
})
export class SettingLimitsFields {
  readonly form = input.required<SettingForm>();
  protected readonly fieldName = fieldName;
  private readonly state = toSignal(
    toObservable(this.form).pipe(
      switchMap((form) =>
        form.events.pipe(
          startWith(null),
          map(() => {
            const type: SettingType = form.controls.type.value;
            const wanted = limitsOf(type).some(
              (name) => form.controls[name].invalid || form.controls[name].value !== '',
            );
            return { type, wanted };
          }),
        ),
      ),
    ),
    { initialValue: { type: 'string', wanted: false } },
  );
  protected readonly lengthsOrBounds = computed(() => limitsOf(this.state().type).filter((name) => name !== 'choices'));
  /** Once open it stays so: nothing closes under somebody who empties a field. */
  protected readonly open = linkedSignal<boolean, boolean>({
    source: () => this.state().wanted,
    computation: (wanted, before) => wanted || before?.value === true,
  });
}
