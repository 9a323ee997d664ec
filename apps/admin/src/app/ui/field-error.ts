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
    case 'key':
      return $localize`Use small letters, digits, dots, dashes and underscores; start and end with a letter or digit.`;
    case 'email':
      return $localize`Write an e-mail address, like name@example.com.`;
    case 'url':
      return $localize`Write a whole address, like https://example.com/path.`;
    case 'number':
      return $localize`Write a number, like 42 or 0.5.`;
    case 'json':
      return $localize`This is not valid JSON.`;
    case 'pem':
      return $localize`Paste the whole block, from -----BEGIN to -----END.`;
    case 'tags':
      return $localize`Use at most 20 tags of small letters, digits, dots, dashes and underscores.`;
    case 'mismatch':
      return $localize`The two passwords differ.`;
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
