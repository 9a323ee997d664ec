import type { Routes } from '@angular/router';
import { anySession, signedIn } from './session/guards.ts';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: $localize`Sign in`,
    loadComponent: () => import('./session/sign-in-page.ts').then((file) => file.SignInPage),
  },
  {
    path: 'unreachable',
    title: $localize`Try again`,
    loadComponent: () => import('./session/unreachable-page.ts').then((file) => file.UnreachablePage),
  },
  {
    path: 'change-password',
    title: $localize`Change password`,
    canActivate: [anySession],
    loadComponent: () => import('./session/change-password-page.ts').then((file) => file.ChangePasswordPage),
  },
  {
    path: '',
    canActivate: [signedIn],
    loadComponent: () => import('./shell/shell.ts').then((file) => file.Shell),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'overview' },
      {
        path: 'overview',
        title: $localize`Overview`,
        loadComponent: () => import('./overview/overview-page.ts').then((file) => file.OverviewPage),
      },
      {
        path: 'settings',
        title: $localize`Settings`,
        loadChildren: () => import('./settings/settings.routes.ts').then((file) => file.settingsRoutes),
      },
      {
        path: 'uploads',
        title: $localize`Uploads`,
        loadChildren: () => import('./uploads/uploads.routes.ts').then((file) => file.uploadsRoutes),
      },
      {
        path: 'audit',
        title: $localize`Audit`,
        loadChildren: () => import('./audit/audit.routes.ts').then((file) => file.auditRoutes),
      },
      {
        path: 'account',
        title: $localize`Account`,
        loadChildren: () => import('./account/account.routes.ts').then((file) => file.accountRoutes),
      },
      {
        path: 'users',
        title: $localize`Users`,
        loadChildren: () => import('./users/users.routes.ts').then((file) => file.usersRoutes),
      },
      {
        path: 'keys',
        title: $localize`Signing keys`,
        loadComponent: () => import('./keys/keys-page.ts').then((file) => file.KeysPage),
      },
      {
        path: 'service-accounts',
        title: $localize`Service accounts`,
        loadChildren: () =>
          import('./service-accounts/service-accounts.routes.ts').then((file) => file.serviceAccountsRoutes),
      },
      {
        path: '**',
        title: $localize`Not found`,
        loadComponent: () => import('./shell/not-found-page.ts').then((file) => file.NotFoundPage),
      },
    ],
  },
];
