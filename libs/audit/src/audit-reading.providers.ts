import type { Provider } from '@nestjs/common';
import { NestKnownNames } from './adapters/nest-known-names.ts';
import { AuditSearch } from './domain/audit-search.ts';
import { KnownNames } from './domain/known-names.ts';
import { PostgresAuditSearch } from './persistence/postgres-audit-search.ts';
import { ExportAuditLog } from './use-cases/export/export-audit-log.ts';
import { ReadAuditEntry } from './use-cases/search/read-audit-entry.ts';
import { RecordAuditReading } from './use-cases/search/record-audit-reading.ts';
import { ResolveQuestion } from './use-cases/search/resolve-question.ts';
import { SearchAuditLog } from './use-cases/search/search-audit-log.ts';

/** What the routes read the log with. */
export const readingProviders: readonly Provider[] = [
  { provide: AuditSearch, useClass: PostgresAuditSearch },
  { provide: KnownNames, useClass: NestKnownNames },
  ResolveQuestion,
  RecordAuditReading,
  SearchAuditLog,
  ReadAuditEntry,
  ExportAuditLog,
];
