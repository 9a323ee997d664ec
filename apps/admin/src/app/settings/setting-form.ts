import type { FormGroup, NonNullableFormBuilder, ValidationErrors } from '@angular/forms';
import { Validators } from '@angular/forms';
import type { AbstractControl, FormControl } from '@angular/forms';
import type { ProblemError, SettingSummary, SettingType, UpdateSetting } from '@gatehouse/api-client';
import { toWire, valueFitsType } from './setting-value.ts';

const KEY = /^[a-z0-9](?:[a-z0-9._-]{0,126}[a-z0-9])?$/;
/** Categories and tags. */
const LABEL = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;

export type SettingFormControls = {
  key: FormControl<string>;
  category: FormControl<string>;
  type: FormControl<SettingType>;
  value: FormControl<string>;
  description: FormControl<string>;
  tags: FormControl<string>;
  sensitive: FormControl<boolean>;
  expiresOn: FormControl<string>;
};
export type SettingForm = FormGroup<SettingFormControls>;

/** The one form of a setting, new or changed. The key of an existing setting cannot change. */
export function settingForm(build: NonNullableFormBuilder): SettingForm {
  const type = build.control<SettingType>('string');
  const form = build.group<SettingFormControls>({
    key: build.control('', [Validators.required, matches(KEY, 'key')]),
    category: build.control('', [Validators.required, matches(LABEL, 'key')]),
    type,
    value: build.control('', [valueFitsType(type), Validators.maxLength(65_536)]),
    description: build.control('', Validators.maxLength(1000)),
    tags: build.control('', tagsFit),
    sensitive: build.control(true),
    expiresOn: build.control(''),
  });
  type.valueChanges.subscribe(() => form.controls.value.updateValueAndValidity());
  return form;
}

/** Puts everything but the value into the form: the console does not have the value. */
export function fillForm(form: SettingForm, setting: SettingSummary): void {
  form.reset({
    key: setting.key,
    category: setting.category,
    type: setting.type,
    value: '',
    description: setting.description,
    tags: setting.tags.join(', '),
    sensitive: setting.sensitive,
    expiresOn: setting.expiresAt?.slice(0, 10) ?? '',
  });
  form.controls.key.disable();
}

/** What is typed, as the API wants it: all of the setting, so what this form does not show comes from `base`. */
export function toUpdate(form: SettingForm, base?: SettingSummary): UpdateSetting {
  const typed = form.getRawValue();
  return {
    value: toWire(typed.type, typed.value) as UpdateSetting['value'],
    category: typed.category.trim(),
    type: typed.type,
    description: typed.description.trim(),
    tags: tagsOf(typed.tags),
    ...(base === undefined ? {} : { constraints: base.constraints }),
    sensitive: typed.sensitive,
    expiresAt: typed.expiresOn === '' ? null : `${typed.expiresOn}T00:00:00Z`,
  };
}

/** Shows the faults that the API found beside their fields; says whether all of them have one. */
export function showFieldProblems(form: SettingForm, problem: ProblemError): boolean {
  let placed = problem.errors.length > 0;
  for (const error of problem.errors) {
    const name = error.pointer.split('/')[1] ?? '';
    const control = (form.controls as Record<string, AbstractControl | undefined>)[
      name === 'expiresAt' ? 'expiresOn' : name
    ];
    if (control === undefined) placed = false;
    else {
      control.setErrors({ server: error.message });
      control.markAsTouched();
    }
  }
  return placed;
}

export function tagsOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    ),
  ];
}

function tagsFit(control: AbstractControl<string>): ValidationErrors | null {
  const tags = tagsOf(control.value);
  return tags.length <= 20 && tags.every((tag) => LABEL.test(tag)) ? null : { tags: true };
}

function matches(pattern: RegExp, name: string) {
  return (control: AbstractControl<string>): ValidationErrors | null =>
    control.value === '' || pattern.test(control.value) ? null : { [name]: true };
}
