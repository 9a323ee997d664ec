import { Public } from '@gatehouse/access';
import { isNamedBy } from '@gatehouse/http';
import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type KeysConfig, keysConfig } from '../keys.config.ts';
import { PublishJsonWebKeySet } from '../use-cases/publish-json-web-key-set.ts';
import { JsonWebKeySetDto } from './json-web-key-set.dto.ts';
import { letAnybodyRead } from './let-anybody-read.ts';

/** Stands outside of the `api` prefix, where RFC 8615 puts it. */
@ApiTags('keys')
@Controller('.well-known')
export class JsonWebKeySetController {
  constructor(
    private readonly publishJsonWebKeySet: PublishJsonWebKeySet,
    @Inject(keysConfig.token) private readonly config: Pick<KeysConfig, 'jwksMaxAge'>,
  ) {}

  @Get('jwks.json')
  @Public()
  @ApiOperation({
    operationId: 'getJsonWebKeySet',
    summary: 'Get the public keys for verifying access tokens (RFC 7517)',
  })
  @ApiOkResponse({ type: JsonWebKeySetDto })
  @ApiResponse({ status: 304, description: 'The key set still matches the given ETag' })
  get(@Headers('if-none-match') ifNoneMatch: string | undefined, @Res() response: Response): void {
    const { body, etag } = this.publishJsonWebKeySet.execute();
    letAnybodyRead(response, this.config.jwksMaxAge);
    response.setHeader('Content-Type', 'application/jwk-set+json');
    response.setHeader('ETag', etag);
    if (isNamedBy(ifNoneMatch, etag)) response.status(304).end();
    else response.send(body);
  }
}
