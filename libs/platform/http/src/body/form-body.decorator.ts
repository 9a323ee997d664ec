import { SetMetadata } from '@nestjs/common';

export const FORM_BODY_METADATA = 'gatehouse:form-body';

/** Lets the body be `application/x-www-form-urlencoded` as well as JSON, for routes that a standard describes that way. */
export const FormBody = (): MethodDecorator => SetMetadata(FORM_BODY_METADATA, true);
