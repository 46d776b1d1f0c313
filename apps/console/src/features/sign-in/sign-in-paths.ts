/** The page that asks for the second factor, and then goes on to `path`. */
export function secondFactorPath(path: string): string {
  return withWanted("/sign-in/second-factor", path);
}

/** A page of signing in that goes on to `path` afterwards. */
export function withWanted(page: string, path: string): string {
  return path === "/" ? page : `${page}?${new URLSearchParams({ callbackUrl: path })}`;
}
