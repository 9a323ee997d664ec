import { setETag } from '@gatehouse/http';
import type { Response } from 'express';
import type { SettingSummary } from '../domain/setting.ts';
import { type SettingSummaryDto, toSummary } from './setting.dto.ts';

/** The next change of the setting names the version that it is based on by this tag. */
export function answerWithETag(response: Response, setting: SettingSummary): SettingSummaryDto {
  setETag(response, setting.version);
  return toSummary(setting);
}
