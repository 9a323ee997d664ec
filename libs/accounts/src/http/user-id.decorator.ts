import { Param } from '@nestjs/common';
import { IdentifierPipe } from './identifier.pipe.ts';

/** The user that the path names. */
export const UserId = () => Param('id', new IdentifierPipe('USER_NOT_FOUND'));
