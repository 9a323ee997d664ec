import { SetMetadata } from '@nestjs/common';

export const WORKS_WHEN_READ_ONLY = 'gatehouse:works-when-read-only';

/** For routes that must answer even then: who cannot sign in cannot find out what is wrong. */
export const WorksWhenReadOnly = () => SetMetadata(WORKS_WHEN_READ_ONLY, true);
