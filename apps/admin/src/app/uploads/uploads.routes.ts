import { inject } from '@angular/core';
import type { CanDeactivateFn, Routes } from '@angular/router';
import { Confirm } from '../ui/confirm-dialog.ts';
import type { UploadsPage } from './uploads-page.ts';
import { UploadsStore } from './uploads-store.ts';

/** Files that are still being sent would be cut off. */
const sendingEnds: CanDeactivateFn<UploadsPage> = async (page) => {
  if (!page.isSending()) return true;
  return inject(Confirm).ask({
    title: $localize`Stop the uploads?`,
    text: $localize`Some files are still being sent. Leaving this page cancels them.`,
    confirm: $localize`Leave and cancel`,
    cancel: $localize`Stay`,
  });
};

export const uploadsRoutes: Routes = [
  {
    path: '',
    providers: [UploadsStore],
    canDeactivate: [sendingEnds],
    loadComponent: () => import('./uploads-page.ts').then((file) => file.UploadsPage),
    children: [{ path: ':id', loadComponent: () => import('./upload-sheet.ts').then((file) => file.UploadSheet) }],
  },
];
