const HANDLE = /^\/t\/([a-z0-9-]+)(?=\/|$)/;

/** The address of a place in a team: `/usage` in `acme-7k2m9q` is `/t/acme-7k2m9q/usage`. */
export function teamPath(handle: string, path: string): string {
  return `/t/${handle}${path === "/" ? "" : path}`;
}

/** The handle in an address of the console, or null where none is. */
export function handleIn(path: string): string | null {
  return HANDLE.exec(path)?.[1] ?? null;
}

/** The place without its team, as `places.ts` knows it. */
export function placeIn(path: string): string {
  return path.replace(HANDLE, "") || "/";
}
