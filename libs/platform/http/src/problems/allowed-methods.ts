import type { Request } from 'express';

interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** The methods that the router knows for the path of this request. */
export function allowedMethods(request: Request): readonly string[] {
  const router = request.app.router as unknown as { readonly stack: readonly RouterLayer[] };
  const methods = new Set<string>();
  for (const layer of router.stack) {
    if (!layer.route || isCatchAll(layer.route) || !layer.match(pathOf(request))) continue;
    for (const method of Object.keys(layer.route.methods)) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

/** Express registers `all` as every method it knows; Nest answers unknown addresses that way. */
function isCatchAll({ methods }: NonNullable<RouterLayer['route']>): boolean {
  return methods['trace'] === true;
}

function pathOf(request: Request): string {
  return request.originalUrl.split('?', 1)[0] ?? '/';
}
