export { AccessModule } from './access.module.ts';
export { ActorNamesModule } from './actor-names/actor-names.module.ts';
export { CurrentPrincipal } from './current-principal.decorator.ts';
export { AnyToken, PERMISSION_EXTENSION, Public, Requires, type RouteAccess } from './requires.decorator.ts';
export { PASSWORD_CHANGE_SCOPE, permissionsOf, ROLE_PERMISSIONS } from './role-permissions.ts';
export { controllersOf, type ListedRoute, listRoutes } from './route-list.ts';
export { PerAppStrategy } from './strategies/per-app-strategy.ts';
