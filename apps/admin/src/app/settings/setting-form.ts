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
import { dayOf, endOfDay } from './expiry.ts';
import { constraintsOf, constraintsPatch, limitsOf, limitTexts, type LimitTexts } from './setting-limits.ts';

export type SettingFormControls = {
  key: FormControl<string>;
  category: FormControl<string>;
  type: FormControl<SettingType>;
  value: FormControl<string>;
  description: FormControl<string>;
  tags: FormControl<string>;
  sensitive: FormControl<boolean>;
  expiresOn: FormControl<string>;
} & { [Name in keyof LimitTexts]: FormControl<string> };
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
    minLength: build.control(''),
    maxLength: build.control(''),
    min: build.control(''),
    max: build.control(''),
    choices: build.control(''),
  });
  type.valueChanges.subscribe(() => form.controls.value.updateValueAndValidity());
  return form;
}

/** What a form says of a setting: everything but its value, which the console does not have. */
export function filledWith(setting: SettingSummary) {
  return {
    key: setting.key,
    category: setting.category,
    type: setting.type,
    value: '',
    description: setting.description,
    tags: setting.tags.join(', '),
    sensitive: setting.sensitive,
    expiresOn: dayOf(setting.expiresAt),
    ...limitTexts(setting.constraints),
  };
}

export function fillForm(form: SettingForm, setting: SettingSummary): void {
  form.reset(filledWith(setting));
  form.controls.key.disable();
}

/** Whether saving sends a value: one was typed, or the old one cannot stay. An emptied field is as good as an untouched one. */
export function changesValue({ controls: { value, type } }: SettingForm, base?: SettingSummary): boolean {
  return base === undefined || (value.dirty && value.value !== '') || type.value !== base.type;
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
    constraints: keepsLimits(form, base) ? base.constraints : constraintsOf(typed, typed.type),
    sensitive: typed.sensitive,
    expiresAt,
  };
}

/** Untouched limits go as they are: a field may show them less exactly. */
function keepsLimits({ controls }: SettingForm, base?: SettingSummary): base is SettingSummary {
  return base?.type === controls.type.value && limitsOf(base.type).every((name) => controls[name].pristine);
}

/** What was touched, but for the value. A field may be coarser than what it shows, so all others are not sent. */
export function touched(form: SettingForm): PatchSetting {
  const { category, type, description, tags, sensitive, expiresOn } = form.controls;
  const limits = limitsOf(type.value).filter((name) => form.controls[name].dirty);
  return {
    ...(category.dirty && { category: category.value.trim() }),
    ...(description.dirty && { description: description.value }),
    ...(tags.dirty && { tags: tagsOf(tags.value) }),
    ...(sensitive.dirty && { sensitive: sensitive.value }),
    ...(expiresOn.dirty && { expiresAt: endOfDay(expiresOn.value) }),
    ...(limits.length > 0 && { constraints: constraintsPatch(form.getRawValue(), type.value, limits) }),
  };
}

/** What is there to be judged. */
export function toDraft(form: SettingForm, base?: SettingSummary): SettingDraft {
  const { key, category, type, value, tags, ...limits } = form.getRawValue();
  const constraints = constraintsOf(limits, type);
  return {
    type,
    ...(base === undefined && key !== '' && { key }),
    ...(category.trim() !== '' && { category: category.trim() }),
    ...(value !== '' && { valueText: value }),
    ...(Object.keys(constraints).length > 0 && { constraints }),
    tags: tagsOf(tags),
  };
}

/** Shows the faults that the API found beside their fields; says whether all of them have one. */
export function showFaults(form: SettingForm, faults: readonly FieldProblem[]): boolean {
  let placed = faults.length > 0;
  for (const { pointer, message } of faults) {
    const name = fieldOf(form, pointer);
    const control = (form.controls as Record<string, AbstractControl | undefined>)[name];
    if (control === undefined) placed = false;
    else {
      control.setErrors({ server: message });
      control.markAsTouched();
    }
  }
  return placed;
}

function fieldOf({ controls }: SettingForm, pointer: string): string {
  const [, first = '', second] = pointer.split('/');
  // the stored value does not satisfy them: said beside the limit that was changed
  if (first === 'constraints' && second === undefined)
    return limitsOf(controls.type.value).find((limit) => controls[limit].dirty) ?? first;
  const name = first === 'constraints' ? (second ?? '') : first;
  return FIELDS[name] ?? name;
}

/** Fields that have another name here. */
const FIELDS: Readonly<Record<string, string>> = { expiresAt: 'expiresOn', valueText: 'value', enum: 'choices' };

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
