import { type ErrorCode, GatehouseError } from '@gatehouse/contracts';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';

/** What is no id at all is the id of nothing. */
@Injectable()
export class IdentifierPipe implements PipeTransform<string, string> {
  constructor(private readonly code: ErrorCode) {}

  transform(text: string): string {
    if (!isUUID(text)) throw new GatehouseError(this.code, 'Nothing has this id.');
    return text.toLowerCase();
  }
}
