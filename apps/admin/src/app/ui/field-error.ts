import { Component, computed, input } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { AbstractControl, ValidationErrors } from '@angular/forms';
import { map, startWith, switchMap } from 'rxjs';

/** What is wrong with a field and what to do: the same words for the same fault on every form. */
export function fieldErrorText(errors: ValidationErrors | null): string {
  if (errors === null) return '';
  const [kind, detail] = Object.entries(errors)[0] ?? [];
  const about = (typeof detail === 'object' && detail !== null ? detail : {}) as Record<string, unknown>;
  switch (kind) {
    case 'required':
      return $localize`Fill this in.`;
    case 'minlength':
      return $localize`Use at least ${String(about['requiredLength'])}:COUNT: characters.`;
    case 'maxlength':
      return $localize`Use at most ${String(about['requiredLength'])}:COUNT: characters.`;
    case 'mismatch':
      return $localize`The two passwords do not match.`;
    case 'same':
      return $localize`Choose a password other than the current one.`;
    case 'server':
      return typeof detail === 'string' ? detail : '';
    default:
      return $localize`Check this field.`;
  }
}

/** The shared error line of every form field; stands inside `<mat-error>`. */
@Component({ selector: 'gh-field-error', template: `{{ text() }}` })
export class FieldError {
  readonly control = input.required<AbstractControl>();
  private readonly errors = toSignal(
    toObservable(this.control).pipe(
      switchMap((control) =>
        control.events.pipe(
          startWith(null),
          map(() => control.errors),
        ),
      ),
    ),
    { initialValue: null },
  );
  protected readonly text = computed(() => fieldErrorText(this.errors()));
}
