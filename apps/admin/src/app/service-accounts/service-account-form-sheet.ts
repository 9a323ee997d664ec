import { Component, Injector, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { type ProblemError, SERVICE_SCOPES, type ServiceAccount, type ServiceScope } from '@gatehouse/api-client';
import { FieldError } from '../ui/field-error.ts';
import { Icon } from '../ui/icon.ts';
import { OneTimeSecrets } from '../ui/one-time-secret.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { SideSheet } from '../ui/side-sheet.ts';
import { Skeleton } from '../ui/skeleton.ts';
import type { HoldsChanges } from '../ui/unsaved-changes.ts';
import { WayBack } from '../ui/way-back.ts';
import { Lifetime } from './lifetime.ts';
import {
  LIFETIMES,
  contentOf,
  endsTokens,
  fillServiceAccountForm,
  serviceAccountForm,
  showAccountFaults,
  withScope,
} from './service-account-form.ts';
import { scopeWords } from './service-account-words.ts';
import { PRODUCT_URL } from '../api/product-url.ts';
import { newSecretOf } from './new-secret.ts';
import { ServiceAccountsStore } from './service-accounts-store.ts';

/** A new service account, or a change of one. What was typed survives every refusal. */
@Component({
  selector: 'gh-service-account-form-sheet',
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
    Lifetime,
    ProblemPanel,
    SideSheet,
    Skeleton,
  ],
  templateUrl: './service-account-form-sheet.html',
  styleUrl: './service-account-form-sheet.scss',
})
export class ServiceAccountFormSheet implements HoldsChanges {
  /** From the address; none for a new account. */
  readonly id = input<string>();
  private readonly store = inject(ServiceAccountsStore);
  private readonly wayBack = inject(WayBack);
  private readonly secrets = inject(OneTimeSecrets);
  private readonly productUrl = inject(PRODUCT_URL);
  protected readonly scopes = SERVICE_SCOPES.map((scope) => ({ scope, ...scopeWords(scope) }));
  protected readonly lifetimes = LIFETIMES;
  protected readonly form = serviceAccountForm(inject(NonNullableFormBuilder));
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly changedElsewhere = signal(false);
  /** The version that this form was filled from; saving says "only if it is still the newest". */
  protected readonly base = signal<ServiceAccount | undefined>(undefined);
  protected readonly ready = computed(() => this.id() === undefined || this.base() !== undefined);
  protected readonly newTitle = $localize`New service account`;
  private readonly typed = toSignal(this.form.valueChanges, { injector: inject(Injector) });
  protected readonly endsTokens = computed(() => {
    this.typed();
    const base = this.base();
    return base !== undefined && endsTokens(this.form, base);
  });
  private saved = false;

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => {
        if (id !== undefined) void this.load(id);
      });
    });
  }

  hasUnsavedChanges(): boolean {
    return this.form.dirty && !this.saved;
  }

  protected async load(id: string): Promise<void> {
    await this.attempt(async () => {
      const account = await this.store.read(id);
      this.base.set(account);
      fillServiceAccountForm(this.form, account);
    });
  }

  protected isChosen(scope: ServiceScope): boolean {
    this.typed();
    return this.form.controls.scopes.value.includes(scope);
  }

  protected choose(scope: ServiceScope, wanted: boolean): void {
    const control = this.form.controls.scopes;
    control.setValue(withScope(control.value, scope, wanted));
    control.markAsDirty();
    control.markAsTouched();
  }

  protected async save(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.busy()) return;
    await this.attempt(async () => {
      const base = this.base();
      if (base === undefined) await this.create();
      else {
        await this.store.update(base.id, base.version, contentOf(this.form));
        this.saved = true;
        await this.wayBack.to(['/service-accounts', base.id]);
      }
    });
  }

  protected close(): void {
    const id = this.id();
    void this.wayBack.to(id === undefined ? ['/service-accounts'] : ['/service-accounts', id]);
  }

  private async create(): Promise<void> {
    const { secretLabel, lifetimeDays } = this.form.getRawValue();
    const made = await this.store.create({
      ...contentOf(this.form),
      secretLabel: secretLabel.trim(),
      secretLifetimeDays: lifetimeDays,
    });
    this.saved = true;
    await this.secrets.show(newSecretOf(made, this.productUrl));
    await this.wayBack.to(['/service-accounts', made.account.id]);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    this.changedElsewhere.set(false);
    try {
      await work();
    } catch (error) {
      await this.explain(asProblem(error));
    } finally {
      this.busy.set(false);
    }
  }

  private async explain(problem: ProblemError): Promise<void> {
    const base = this.base();
    if (problem.code === 'VERSION_MISMATCH' && base !== undefined) {
      try {
        // the person is told, and what they save next replaces the newest version knowingly
        this.base.set(await this.store.read(base.id));
        this.changedElsewhere.set(true);
        return;
      } catch {
        // without the newest version the refusal itself is shown
      }
    }
    if (problem.code === 'SERVICE_ACCOUNT_EXISTS')
      this.form.controls.name.setErrors({
        server: $localize`An account with this name already exists. Choose another name.`,
      });
    else if (!showAccountFaults(this.form, problem)) this.problem.set(problem);
  }
}
