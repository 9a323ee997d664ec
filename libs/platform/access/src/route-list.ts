import { Injectable, type OnApplicationBootstrap, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { routePath } from '@gatehouse/http';
import { accessOf } from './route-access.ts';
import type { RouteAccess } from './requires.decorator.ts';

export interface ListedRoute {
  readonly method: string;
  readonly path: string;
  /** `undefined` for a route that declares nothing; such an app does not start. */
  readonly access: RouteAccess | undefined;
}

type ControllerClass = { readonly prototype: object };

/** Every route of these controllers with who may call it, sorted by address. */
export function listRoutes(controllers: readonly ControllerClass[]): readonly ListedRoute[] {
  return controllers.flatMap(routesOf).sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method));
}

/** The controllers of an app; also of one that was only scanned and not started. */
export function controllersOf(modules: ModulesContainer): readonly ControllerClass[] {
  return [...modules.values()].flatMap((module) =>
    [...module.controllers.values()].flatMap(({ metatype }) =>
      typeof metatype === 'function' ? [metatype as ControllerClass] : [],
    ),
  );
}

/** Closed by default: what nobody thought about does not go into service. */
@Injectable()
export class RouteCheck implements OnApplicationBootstrap {
  constructor(private readonly modules: ModulesContainer) {}

  onApplicationBootstrap(): void {
    const undeclared = listRoutes(controllersOf(this.modules)).filter((route) => route.access === undefined);
    if (undeclared.length === 0) return;
    const names = undeclared.map((route) => `  - ${route.method} ${route.path}`).join('\n');
    throw new Error(`These routes declare neither @Requires(...) nor @AnyToken() nor @Public():\n${names}`);
  }
}

function routesOf(controller: ControllerClass): readonly ListedRoute[] {
  const bases = pathsOf(controller);
  return new MetadataScanner().getAllMethodNames(controller.prototype).flatMap((name) => {
    const handler = (controller.prototype as Record<string, object | undefined>)[name];
    const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
    if (!handler || method === undefined) return [];
    const access = accessOf(handler, controller);
    return bases.flatMap((base) =>
      pathsOf(handler).map((own) => ({ method: RequestMethod[method], path: routePath(base, own), access })),
    );
  });
}

function pathsOf(target: object): readonly string[] {
  const path = Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined;
  return Array.isArray(path) ? path : [path ?? ''];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
