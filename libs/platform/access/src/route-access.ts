import { ACCESS_METADATA, type RouteAccess } from './requires.decorator.ts';

/** What a route declares, on its method or else on its controller; `undefined` when it declares nothing. */
export function accessOf(handler: object, controller: object): RouteAccess | undefined {
  return declaredOn(handler) ?? declaredOn(controller);
}

function declaredOn(target: object): RouteAccess | undefined {
  return Reflect.getMetadata(ACCESS_METADATA, target) as RouteAccess | undefined;
}
