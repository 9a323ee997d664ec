import type { Request } from 'express';

interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** The methods that the router knows for the path of this request. */
export function allowedMethods(request: Request): readonly string[] {
  const router = request.app.router as unknown as { readonly stack: readonly RouterLayer[] };
  const methods = new Set<string>();
  for (const { route, match } of router.stack.map((layer) => ({
    route: layer.route,
    match: layer.match.bind(layer),
  }))) {
    if (!route || route.methods['_all'] || !match(pathOf(request))) continue;
    for (const method of Object.keys(route.methods)) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function pathOf(request: Request): string {
  return request.originalUrl.split('?', 1)[0] ?? '/';
}
