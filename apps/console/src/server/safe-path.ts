/**
 * The path to go to after signing in. Anything that would leave this origin, in whatever disguise
 * (`//evil.example`, `/\evil.example`, `javascript:`), becomes the front page.
 */
export function safePath(wanted: string | null | undefined, origin: string): string {
  if (!wanted) return "/";
  try {
    const url = new URL(wanted, origin);
    if (url.origin !== new URL(origin).origin) return "/";
    // `/..//evil.example` resolves to a path with two slashes, which a browser would read as a host.
    return `${url.pathname.replace(/^\/+/, "/")}${url.search}`;
  } catch {
    return "/";
  }
}
