import type { Route } from "./route.ts";
import { StripeFault } from "./stripe-fault.ts";

export type FoundRoute = { route: Route; id: (part: string) => string };
export type FindRoute = (method: string, path: string) => FoundRoute;

/** Fault 404 for an address that the twin does not know. */
export function findRouteIn(routes: readonly Route[]): FindRoute {
  const byShape = new Map<string, { route: Route; parts: string[] }[]>();
  for (const route of routes) {
    const parts = route.path.split("/");
    const shape = `${route.method} ${parts.length}`;
    byShape.set(shape, [...(byShape.get(shape) ?? []), { route, parts }]);
  }
  return (method, path) => {
    const parts = path.split("/");
    const found = byShape.get(`${method} ${parts.length}`)?.find((known) => fits(known.parts, parts));
    if (found === undefined) throw unknown(method, path);
    return {
      route: found.route,
      id: (part) => decodeURIComponent(parts[found.parts.indexOf(`:${part}`)] ?? ""),
    };
  };
}

const fits = (known: readonly string[], parts: readonly string[]) =>
  known.every((part, index) => part.startsWith(":") || part === parts[index]);

function unknown(method: string, path: string): StripeFault {
  const message = `Unrecognized request URL (${method}: ${path}).`;
  return new StripeFault({ status: 404, type: "invalid_request_error", message });
}
