/** The parts of a request that tell who made the browser send it. */
export type RequestOrigin = {
  method: string;
  contentType: string | null;
  origin: string | null;
  secFetchSite: string | null;
  host: string | null;
};

/**
 * True when another site could have made a browser send this request with the reader's cookie. Reading is safe: no
 * other site can see the answer. An act must be JSON, which a form cannot send, and must come from our own pages
 * (Fetch Metadata where the browser sends it, and otherwise the Origin header).
 */
export function isForgeable({ method, contentType, origin, secFetchSite, host }: RequestOrigin): boolean {
  if (method === "GET" || method === "HEAD") return false;
  if (contentType?.split(";")[0]?.trim().toLowerCase() !== "application/json") return true;
  if (secFetchSite !== null) return secFetchSite !== "same-origin";
  return origin === null || host === null || hostOf(origin) !== host;
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
