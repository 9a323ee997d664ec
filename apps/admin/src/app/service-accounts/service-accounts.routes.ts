import type { Routes } from '@angular/router';
import { unsavedChanges } from '../ui/unsaved-changes.ts';
import { ServiceAccountsStore } from './service-accounts-store.ts';

export const serviceAccountsRoutes: Routes = [
  {
    path: '',
    providers: [ServiceAccountsStore],
    loadComponent: () => import('./service-accounts-page.ts').then((file) => file.ServiceAccountsPage),
    children: [
      {
        path: 'new',
        title: $localize`New service account`,
        canDeactivate: [unsavedChanges],
        loadComponent: () => import('./service-account-form-sheet.ts').then((file) => file.ServiceAccountFormSheet),
      },
      {
        path: ':id',
        loadComponent: () => import('./service-account-sheet.ts').then((file) => file.ServiceAccountSheet),
      },
      {
        path: ':id/edit',
        title: $localize`Edit service account`,
        canDeactivate: [unsavedChanges],
        loadComponent: () => import('./service-account-form-sheet.ts').then((file) => file.ServiceAccountFormSheet),
      },
    ],
  },
];
