import type { AbstractControl, FormControl, FormGroup, NonNullableFormBuilder } from '@angular/forms';
import { Validators } from '@angular/forms';
import type {
  FieldProblem,
  PatchSetting,
  SettingDraft,
  SettingSummary,
  SettingType,
  UpdateSetting,
} from '@gatehouse/api-client';

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

/**
 * The one form of a setting, new or changed. It asks for what must be there; all other rules are the API's, which judges
 * a draft while it is typed.
 * @param keptType the type of the value that stays when none is typed
 */
export function settingForm(build: NonNullableFormBuilder, keptType: () => SettingType | undefined): SettingForm {
  const type = build.control<SettingType>('string');
  const valueNeeded = (control: AbstractControl<string>) =>
    control.value === '' && keptType() !== type.value ? { required: true } : null;
  const form = build.group<SettingFormControls>({
    key: build.control('', Validators.required),
    category: build.control('', Validators.required),
    type,
    value: build.control('', valueNeeded),
    description: build.control('', Validators.maxLength(1000)),
    tags: build.control(''),
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

/** Whether saving sends a value: one was typed, or the old one cannot stay. */
export function changesValue(form: SettingForm, base?: SettingSummary): boolean {
  return base === undefined || form.controls.value.dirty || form.controls.type.value !== base.type;
}

/** All of the setting, as the API wants it. The value goes as the text that it is: nothing here reads it. */
export function toUpdate(form: SettingForm, base?: SettingSummary): UpdateSetting {
  const typed = form.getRawValue();
  const { description = typed.description, expiresAt = base?.expiresAt ?? null } = touched(form);
  return {
    valueText: typed.value,
    category: typed.category.trim(),
    type: typed.type,
    description: description ?? '',
    tags: tagsOf(typed.tags),
    ...(base !== undefined && { constraints: base.constraints }),
    sensitive: typed.sensitive,
    expiresAt,
  };
}

/** What was touched, but for the value. A field may be coarser than what it shows, so all others are not sent. */
export function touched({ controls }: SettingForm): PatchSetting {
  const { category, description, tags, sensitive, expiresOn } = controls;
  return {
    ...(category.dirty && { category: category.value.trim() }),
    ...(description.dirty && { description: description.value }),
    ...(tags.dirty && { tags: tagsOf(tags.value) }),
    ...(sensitive.dirty && { sensitive: sensitive.value }),
    ...(expiresOn.dirty && { expiresAt: expiresOn.value === '' ? null : `${expiresOn.value}T00:00:00Z` }),
  };
}

/** What is there to be judged. */
export function toDraft(form: SettingForm, base?: SettingSummary): SettingDraft {
  const { key, category, type, value, tags } = form.getRawValue();
  return {
    type,
    ...(base === undefined && key !== '' && { key }),
    ...(category.trim() !== '' && { category: category.trim() }),
    ...(value !== '' && { valueText: value }),
    ...(base?.type === type && { constraints: base.constraints }),
    tags: tagsOf(tags),
  };
}

/** Shows the faults that the API found beside their fields; says whether all of them have one. */
export function showFaults(form: SettingForm, faults: readonly FieldProblem[]): boolean {
  let placed = faults.length > 0;
  for (const { pointer, message } of faults) {
    const name = pointer.split('/')[1] ?? '';
    const control = (form.controls as Record<string, AbstractControl | undefined>)[FIELDS[name] ?? name];
    if (control === undefined) placed = false;
    else {
      control.setErrors({ server: message });
      control.markAsTouched();
    }
  }
  return placed;
}

/** Fields that have another name here. */
const FIELDS: Readonly<Record<string, string>> = { expiresAt: 'expiresOn', valueText: 'value' };

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
