import { IdentifierPipe, setETag } from '@gatehouse/http';
import { Param } from '@nestjs/common';
import type { Response } from 'express';
import type { ServiceAccountView } from '../domain/service-account.ts';
import { ServiceAccountDto } from './service-account.dto.ts';

/** The service account that the path names. */
export const ServiceAccountId = () => Param('id', new IdentifierPipe('SERVICE_ACCOUNT_NOT_FOUND'));

/** A service account, with the version that a change of it has to name. */
export function answerWith(response: Response, view: ServiceAccountView): ServiceAccountDto {
  setETag(response, view.account.version);
  return ServiceAccountDto.of(view);
}
