import type { Routes } from '@angular/router';
import { AuditExportStore } from './audit-export-store.ts';
import { AuditStore } from './audit-store.ts';

export const auditRoutes: Routes = [
  {
    path: '',
    providers: [AuditStore, AuditExportStore],
    loadComponent: () => import('./audit-page.ts').then((file) => file.AuditPage),
    children: [{ path: ':id', loadComponent: () => import('./audit-sheet.ts').then((file) => file.AuditSheet) }],
  },
];
