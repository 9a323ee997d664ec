import { SetMetadata } from '@nestjs/common';

export const STREAMED_BODY_METADATA = 'gatehouse:streamed-body';

/** Leaves the body to the route, which reads it as a stream and bounds it by itself (multipart uploads). */
export const StreamedBody = (): MethodDecorator => SetMetadata(STREAMED_BODY_METADATA, true);
