import { GatehouseError, TokenVerifier, type VerifiedToken } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';

/** Reads an access token that a client asks about; one that is not valid is an answer here, and no fault of the request. */
@Injectable()
export class ReadToken {
  constructor(private readonly verifier: TokenVerifier) {}

  async execute(token: string): Promise<VerifiedToken | undefined> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof GatehouseError && error.code === 'TOKEN_INVALID') return undefined;
      throw error;
    }
  }
}
