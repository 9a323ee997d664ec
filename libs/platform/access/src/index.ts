export { CurrentPrincipal } from './current-principal.decorator.ts';
export { Public, Requires, type RouteAccess } from './requires.decorator.ts';
