import type { Routes } from '@angular/router';
import { AccountStore } from './account-store.ts';

export const accountRoutes: Routes = [
  {
    path: '',
    providers: [AccountStore],
    loadComponent: () => import('./account-page.ts').then((file) => file.AccountPage),
  },
];
