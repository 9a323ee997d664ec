import type { Routes } from '@angular/router';
import { unsavedChanges } from '../ui/unsaved-changes.ts';
import { SettingsStore } from './settings-store.ts';

export const settingsRoutes: Routes = [
  {
    path: '',
    providers: [SettingsStore],
    loadComponent: () => import('./settings-page.ts').then((file) => file.SettingsPage),
    children: [
      {
        path: 'new',
        title: $localize`New setting`,
        canDeactivate: [unsavedChanges],
        loadComponent: () => import('./setting-form-sheet.ts').then((file) => file.SettingFormSheet),
      },
      {
        path: 'key/:key',
        loadComponent: () => import('./setting-sheet.ts').then((file) => file.SettingSheet),
      },
      {
        path: 'key/:key/edit',
        title: $localize`Edit setting`,
        canDeactivate: [unsavedChanges],
        loadComponent: () => import('./setting-form-sheet.ts').then((file) => file.SettingFormSheet),
      },
    ],
  },
];
