import type { ApplicationConfig } from '@angular/core';
import { inject, provideBrowserGlobalErrorListeners } from '@angular/core';
import {
  TitleStrategy,
  provideRouter,
  withComponentInputBinding,
  withNavigationErrorHandler,
  withRouterConfig,
} from '@angular/router';
import { routes } from './app.routes.ts';
import { PageRetry } from './shell/page-retry.ts';
import { PageTitle } from './ui/page-title.ts';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      // "Keep editing" after Back puts the history where it was instead of writing over an entry of it
      withRouterConfig({ canceledNavigationResolution: 'computed', resolveNavigationPromiseOnError: true }),
      withNavigationErrorHandler((error) => inject(PageRetry).take(error)),
    ),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
