import type { AbstractControl, FormControl, FormGroup, NonNullableFormBuilder, ValidationErrors } from '@angular/forms';
import { Validators } from '@angular/forms';
import {
  type ProblemError,
  SERVICE_SCOPES,
  type ServiceAccount,
  type ServiceAccountContent,
  type ServiceScope,
} from '@gatehouse/api-client';

export const LIFETIMES = [7, 30, 90, 180] as const;
export const USUAL_LIFETIME = 90;
const MOST_NETWORKS = 50;

export type ServiceAccountControls = {
  name: FormControl<string>;
  description: FormControl<string>;
  scopes: FormControl<readonly ServiceScope[]>;
  ipAllowList: FormControl<string>;
  secretLabel: FormControl<string>;
  lifetimeDays: FormControl<number>;
};
export type ServiceAccountForm = FormGroup<ServiceAccountControls>;

export function serviceAccountForm(build: NonNullableFormBuilder): ServiceAccountForm {
  return build.group<ServiceAccountControls>({
    name: build.control('', [Validators.required, Validators.maxLength(100)]),
    description: build.control('', Validators.maxLength(1000)),
    scopes: build.control<readonly ServiceScope[]>([], atLeastOne),
    ipAllowList: build.control('', fewNetworks),
    secretLabel: build.control('', Validators.maxLength(100)),
    lifetimeDays: build.control<number>(USUAL_LIFETIME),
  });
}

export function fillServiceAccountForm(form: ServiceAccountForm, account: ServiceAccount): void {
  form.reset({
    name: account.name,
    description: account.description,
    scopes: account.scopes,
    ipAllowList: account.ipAllowList.join('\n'),
  });
}

/** In the order in which they are listed, whatever the order in which they were ticked. */
export function withScope(
  scopes: readonly ServiceScope[],
  scope: ServiceScope,
  wanted: boolean,
): readonly ServiceScope[] {
  return SERVICE_SCOPES.filter((one) => (one === scope ? wanted : scopes.includes(one)));
}

export function contentOf(form: ServiceAccountForm): ServiceAccountContent {
  const { name, description, scopes, ipAllowList } = form.getRawValue();
  return {
    name: name.trim(),
    description: description.trim(),
    scopes: [...scopes],
    ipAllowList: networksOf(ipAllowList),
  };
}

/** Whether what is typed allows less than the account has: then the tokens that are out end. */
export function endsTokens(form: ServiceAccountForm, account: ServiceAccount): boolean {
  const { scopes, ipAllowList } = contentOf(form);
  return (
    account.scopes.some((scope) => !scopes.includes(scope)) ||
    [...(ipAllowList ?? [])].sort().join() !== [...account.ipAllowList].sort().join()
  );
}

/** One a line, or separated by commas or spaces. */
export function networksOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((word) => word !== ''))];
}

/** Shows the faults that the API found beside their fields; says whether all of them have one. */
export function showAccountFaults(form: ServiceAccountForm, problem: ProblemError): boolean {
  let placed = problem.errors.length > 0;
  const networks = networksOf(form.controls.ipAllowList.value);
  for (const error of problem.errors) {
    const [, name = '', index] = error.pointer.split('/');
    const control = (form.controls as Record<string, AbstractControl | undefined>)[name];
    if (control === undefined) placed = false;
    else {
      const network = name === 'ipAllowList' && index !== undefined ? networks[Number(index)] : undefined;
      control.setErrors({ server: network === undefined ? error.message : `${network}: ${error.message}` });
      control.markAsTouched();
    }
  }
  return placed;
}

function atLeastOne(control: AbstractControl<readonly unknown[]>): ValidationErrors | null {
  return control.value.length > 0 ? null : { server: $localize`Choose at least one permission.` };
}

function fewNetworks(control: AbstractControl<string>): ValidationErrors | null {
  return networksOf(control.value).length <= MOST_NETWORKS
    ? null
    : { server: $localize`Enter at most ${MOST_NETWORKS}:COUNT: addresses and networks.` };
}
