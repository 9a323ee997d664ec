import type { Routes } from '@angular/router';
import { unsavedChanges } from '../ui/unsaved-changes.ts';
import { UsersStore } from './users-store.ts';

export const usersRoutes: Routes = [
  {
    path: '',
    providers: [UsersStore],
    loadComponent: () => import('./users-page.ts').then((file) => file.UsersPage),
    children: [
      {
        path: 'new',
        title: $localize`New user`,
        canDeactivate: [unsavedChanges],
        loadComponent: () => import('./user-form-sheet.ts').then((file) => file.UserFormSheet),
      },
      { path: ':id', loadComponent: () => import('./user-sheet.ts').then((file) => file.UserSheet) },
    ],
  },
];
