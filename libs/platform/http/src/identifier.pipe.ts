import { type ErrorCode, GatehouseError, isUuid } from '@gatehouse/contracts';
import { Injectable, type PipeTransform } from '@nestjs/common';

/** What is no id at all is the id of nothing. */
@Injectable()
export class IdentifierPipe implements PipeTransform<string, string> {
  constructor(private readonly code: ErrorCode) {}

  transform(text: string): string {
    const id = text.trim().toLowerCase();
    if (!isUuid(id)) throw new GatehouseError(this.code, 'No resource has this ID.');
    return id;
  }
}
