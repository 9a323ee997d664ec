import { IdentifierPipe } from '@gatehouse/http';
import { Param } from '@nestjs/common';

/** The user that the path names. */
export const UserId = () => Param('id', new IdentifierPipe('USER_NOT_FOUND'));
