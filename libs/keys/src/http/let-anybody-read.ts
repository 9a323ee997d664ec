import type { Response } from 'express';

/** Any site may read what is public anyway, but never with somebody's cookies; and everybody may keep it for a while. */
export function letAnybodyRead(response: Response, maxAge: number): void {
  response.removeHeader('Access-Control-Allow-Credentials');
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cache-Control', `public, max-age=${maxAge}, must-revalidate`);
}
