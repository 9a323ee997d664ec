import type { NestExpressApplication } from '@nestjs/platform-express';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { API_PREFIX, documentationHeaders, documentProblems, tidySchemaNames } from '@gatehouse/http';

export const DOCUMENTATION_PATH = `${API_PREFIX}/docs`;
export const OPENAPI_PATH = `${API_PREFIX}/openapi.json`;

/** The whole API as OpenAPI 3.1, with every status and problem code that a route can answer. */
export function openApiDocument(app: INestApplication, basePath = ''): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Gatehouse')
    .setDescription(
      'The security back office of a platform. Errors are RFC 9457 problem details; branch on their `code`.',
    )
    .setVersion('1.0.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'Client ID and secret of a service account' });
  if (basePath !== '') builder.addServer(basePath);
  const config = builder.build();
  return tidySchemaNames(documentProblems(SwaggerModule.createDocument(app, config)));
}

/** Puts the document and a page to read it on the API's address. They are public, as is the document in the repository. */
export function serveDocumentation(app: NestExpressApplication, basePath: string): void {
  app.use(`/${DOCUMENTATION_PATH}`, documentationHeaders);
  let document: OpenAPIObject | undefined;
  const described = () => (document ??= openApiDocument(app, basePath));
  let written: Buffer | undefined;
  // ahead of the page's own route, which would write the whole document anew for each who asks
  const express = app.getHttpAdapter().getInstance();
  express.get(`/${OPENAPI_PATH}`, (_request, response) => {
    written ??= Buffer.from(JSON.stringify(described()));
    response.type('application/json').send(written);
  });
  SwaggerModule.setup(DOCUMENTATION_PATH, app, described, {
    jsonDocumentUrl: OPENAPI_PATH,
    raw: ['json'],
    customSiteTitle: 'Gatehouse API',
  });
}
