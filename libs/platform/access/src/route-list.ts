import { Injectable, type OnApplicationBootstrap, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { routePath } from '@gatehouse/http';
import { accessOf } from './route-access.ts';
import type { RouteAccess } from './requires.decorator.ts';

export interface ListedRoute {
  readonly method: string;
  readonly path: string;
  /** `undefined` for a route that declares nothing; such an app does not start. */
  readonly access: RouteAccess | undefined;
}

/** Every route of every controller, with who may call it. */
@Injectable()
export class RouteList implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  all(): readonly ListedRoute[] {
    const controllers = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (typeof metatype === 'function' ? [metatype] : []));
    return controllers
      .flatMap((controller) => this.routesOf(controller))
      .sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method));
  }

  /** Closed by default: what nobody thought about does not go into service. */
  onApplicationBootstrap(): void {
    const undeclared = this.all().filter((route) => route.access === undefined);
    if (undeclared.length === 0) return;
    const names = undeclared.map((route) => `  - ${route.method} ${route.path}`).join('\n');
    throw new Error(`These routes declare neither @Requires(...) nor @Public():\n${names}`);
  }

  private routesOf(controller: { readonly prototype: object }): readonly ListedRoute[] {
    const controllerPaths = pathsOf(controller);
    return this.scanner.getAllMethodNames(controller.prototype).flatMap((name) => {
      const handler = (controller.prototype as Record<string, object | undefined>)[name];
      const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
      if (!handler || method === undefined) return [];
      const access = accessOf(handler, controller);
      return controllerPaths.flatMap((base) =>
        pathsOf(handler).map((own) => ({ method: RequestMethod[method], path: routePath(base, own), access })),
      );
    });
  }
}

function pathsOf(target: object): readonly string[] {
  const path = Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined;
  return Array.isArray(path) ? path : [path ?? ''];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
