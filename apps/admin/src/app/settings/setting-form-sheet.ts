import { Component, LOCALE_ID, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import {
  type ProblemError,
  SETTING_TYPES,
  type SettingSummary,
  type SettingVersion,
  type UpdateSetting,
} from '@gatehouse/api-client';
import { FieldError } from '../ui/field-error.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { SideSheet } from '../ui/side-sheet.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { exactTimeWithUtc } from '../ui/time-text.ts';
import type { HoldsChanges } from '../ui/unsaved-changes.ts';
import { WayBack } from '../ui/way-back.ts';
import { endOfDay } from './expiry.ts';
import { type Decision, SettingConflict } from './setting-conflict.ts';
import { withLineEndsOf } from './line-ends.ts';
import { changesValue, fillForm, settingForm, showFaults, toDraft, touched, toUpdate } from './setting-form.ts';
import { SettingLimitsFields } from './setting-limits-fields.ts';
import { SettingUndo } from './setting-undo.ts';
import { SettingsStore } from './settings-store.ts';
import { type Merge, mergeInto, valueChangedSince } from './three-way.ts';

/** A new setting, or a new version of one. What was typed survives every refusal. */
@Component({
  selector: 'gh-setting-form-sheet',
  imports: [
    ReactiveFormsModule,
    MatButton,
    MatCheckbox,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatOption,
    MatSelect,
    FieldError,
    Icon,
    ProblemPanel,
    SettingConflict,
    SettingLimitsFields,
    SideSheet,
    Skeleton,
  ],
  templateUrl: './setting-form-sheet.html',
  styles: `
    textarea {
      font-family: var(--gh-mono);
      font-size: 0.8125rem;
      line-height: 1.45;
    }

    .pair {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
      gap: 12px;
      align-items: start;
    }
  `,
})
export class SettingFormSheet implements HoldsChanges {
  /** From the address; none for a new setting. */
  readonly key = input<string>();
  protected readonly store = inject(SettingsStore);
  private readonly wayBack = inject(WayBack);
  private readonly undo = inject(SettingUndo);
  private readonly locale = inject(LOCALE_ID);
  protected readonly types = SETTING_TYPES;
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  /** The version that this form was filled from; saving says "only if it is still the newest". */
  protected readonly base = signal<SettingSummary | undefined>(undefined);
  protected readonly form = settingForm(inject(NonNullableFormBuilder), () => this.base()?.type);
  protected readonly conflict = signal<
    { setting: SettingSummary; version: SettingVersion | undefined; merge: Merge } | undefined
  >(undefined);
  private readonly typed = toSignal(this.form.valueChanges, { initialValue: this.form.value });
  /** When exactly it expires: what is stored while the field is untouched, else the end of the chosen day. */
  protected readonly expires = computed(() => {
    const day = this.typed().expiresOn ?? '';
    const at = this.form.controls.expiresOn.dirty ? endOfDay(day) : this.base()?.expiresAt;
    return day === '' || at === null || at === undefined ? '' : exactTimeWithUtc(Date.parse(at), this.locale);
  });
  protected readonly ready = computed(() => this.key() === undefined || this.base() !== undefined);
  protected readonly newTitle = $localize`New setting`;
  /** What the value was filled with: a text field gives it back with other line ends. */
  private filledWith = '';
  private drafts = 0;
  private saved = false;

  constructor() {
    effect(() => {
      const key = this.key();
      untracked(() => {
        if (key !== undefined) void this.load(key);
      });
    });
  }

  hasUnsavedChanges(): boolean {
    return this.form.dirty && !this.saved;
  }

  protected async load(key: string): Promise<void> {
    await this.attempt(async () => {
      const setting = await this.store.read(key);
      this.base.set(setting);
      fillForm(this.form, setting);
    });
  }

  protected async useCurrentValue(): Promise<void> {
    const key = this.key();
    if (key === undefined) return;
    await this.attempt(async () => {
      const revealed = await this.store.reveal(key);
      this.form.controls.type.setValue(revealed.type);
      this.filledWith = revealed.valueText;
      this.form.controls.value.reset(revealed.valueText);
    });
  }

  /** Has the API judge what is typed so far. If it cannot be asked, saving tells. */
  protected async check(): Promise<void> {
    const draft = ++this.drafts;
    const asked = JSON.stringify(this.form.getRawValue());
    try {
      const { errors } = await this.store.validate(toDraft(this.form, this.base()));
      if (draft === this.drafts && asked === JSON.stringify(this.form.getRawValue())) showFaults(this.form, errors);
    } catch {
      // nothing is saved yet
    }
  }

  protected async save(): Promise<void> {
    this.drafts += 1;
    this.form.markAllAsTouched();
    if (this.form.invalid || this.busy()) return;
    await this.attempt(async () => {
      const base = this.base();
      const key = this.form.getRawValue().key;
      if (base === undefined) await this.store.create({ key, ...this.content() });
      else {
        const saved = changesValue(this.form, base)
          ? await this.store.update(key, base.version, this.content(base))
          : await this.store.patch(key, base.version, touched(this.form));
        this.undo.offer(key, base.version, saved.version);
      }
      this.saved = true;
      await this.wayBack.to(['/settings/key', key]);
    });
  }

  protected decide({ dispute, side }: Decision): void {
    const control = this.form.controls[dispute.field];
    if (side === 'theirs') control.reset(dispute.theirs as never);
    else {
      control.setValue(dispute.mine as never);
      control.markAsDirty();
    }
  }

  /** The person has seen what the other one changed, and the newest version is the base since then. */
  protected async saveOver(): Promise<void> {
    this.conflict.set(undefined);
    await this.save();
  }

  protected close(): void {
    const key = this.key();
    void this.wayBack.to(key === undefined ? ['/settings'] : ['/settings/key', key]);
  }

  private content(base?: SettingSummary): UpdateSetting {
    const content = toUpdate(this.form, base);
    return { ...content, valueText: withLineEndsOf(this.filledWith, content.valueText ?? '') };
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      await this.explain(asProblem(error));
    } finally {
      this.busy.set(false);
    }
  }

  private async compare(key: string): Promise<void> {
    const base = this.base();
    if (base === undefined) return;
    const [setting, versions] = await Promise.all([this.store.read(key), this.store.latestVersions(key)]);
    const merge = mergeInto(this.form, base, setting, valueChangedSince(versions, base.version));
    this.base.set(setting);
    this.form.controls.value.updateValueAndValidity();
    this.conflict.set({ setting, version: versions[0], merge });
  }

  private async explain(problem: ProblemError): Promise<void> {
    const key = this.key();
    if (problem.code === 'VERSION_MISMATCH' && key !== undefined) {
      try {
        await this.compare(key);
        return;
      } catch {
        // the comparison is a help; without it the refusal itself is shown
      }
    }
    if (!showFaults(this.form, problem.errors)) this.problem.set(problem);
  }
}
