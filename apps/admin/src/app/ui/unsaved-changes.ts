import { inject } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { Confirm } from './confirm-dialog.ts';

export interface HoldsChanges {
  /** Whether leaving now would lose what was typed. */
  hasUnsavedChanges(): boolean;
}

/** Asks before a form with typed input is left. */
export const unsavedChanges: CanDeactivateFn<HoldsChanges> = async (form) => {
  if (!form.hasUnsavedChanges()) return true;
  return inject(Confirm).ask({
    title: $localize`Leave without saving?`,
    text: $localize`Your changes have not been saved.`,
    confirm: $localize`Discard changes`,
    cancel: $localize`Keep editing`,
  });
};
