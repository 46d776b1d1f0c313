import "server-only";

/** Far above what any form of the console sends. */
const BODY_BYTES_MAX = 1024 * 1024;

/** The refusal of a body that is too large or does not say how large it is, as each that a browser sends does; else null. */
export function refuseLargeBody({ method, headers }: Pick<Request, "method" | "headers">): Response | null {
  if (method === "GET" || method === "HEAD") return null;
  const length = headers.get("content-length");
  if (length === null) return refusal(411, "Say how large this request is (content-length).");
  // Node takes no more bytes than were announced.
  if (Number(length) <= BODY_BYTES_MAX) return null;
  return refusal(413, "This request is larger than anything the console sends.");
}

function refusal(status: number, error: string): Response {
  return Response.json({ error }, { status, headers: { "cache-control": "no-store" } });
}
