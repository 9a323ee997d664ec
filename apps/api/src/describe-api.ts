import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import { controllersOf, type ListedRoute, listRoutes } from '@gatehouse/access';
import type { LoadedConfig } from '@gatehouse/config';
import { prefixRoutes } from '@gatehouse/http';
import { AppModule } from './app.module.ts';
import { apiConfigSections } from './config-sections.ts';
import { DOCUMENTATION_PATH, OPENAPI_PATH, openApiDocument } from './openapi-document.ts';

export interface ApiDescription {
  readonly openapi: OpenAPIObject;
  readonly routes: readonly ListedRoute[];
}

/** Describes the API from its declarations alone: nothing is connected to, nothing is started. */
export async function describeApi(): Promise<ApiDescription> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(emptyConfig()), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  prefixRoutes(app);
  const documentation: readonly ListedRoute[] = [DOCUMENTATION_PATH, OPENAPI_PATH].map((path) => ({
    method: 'GET',
    path: `/${path}`,
    access: 'public',
  }));
  return {
    openapi: openApiDocument(app),
    routes: [...listRoutes(controllersOf(app.get(ModulesContainer))), ...documentation],
  };
}

/** Nobody reads the settings of an app that is only described. */
function emptyConfig(): LoadedConfig {
  return { sections: () => apiConfigSections, get: () => ({}) } as unknown as LoadedConfig;
}
