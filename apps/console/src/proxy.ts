import { newId } from "@millrace/kernel";
import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { handleIn } from "./features/team-address/team-path.ts";
import { NONCE_HEADER, PATH_HEADER, REQUEST_ID_HEADER, TEAM_COOKIE } from "./request-headers.ts";

const TEAM_COOKIE_OPTIONS = { path: "/", httpOnly: true, sameSite: "lax", maxAge: 365 * 24 * 3600 } as const;

/** Dresses page requests with a nonce, an id and their own path. It authorises nobody: the pages do. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const requestId = newId();

  const headers = new Headers(request.headers);
  headers.set(NONCE_HEADER, nonce);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  headers.set(REQUEST_ID_HEADER, requestId);
  headers.set("content-security-policy", policy);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set(REQUEST_ID_HEADER, requestId);
  const handle = handleIn(request.nextUrl.pathname);
  if (handle !== null) response.cookies.set(TEAM_COOKIE, handle, TEAM_COOKIE_OPTIONS);
  return response;
}

export const config = { matcher: "/((?!api/|_next/static|_next/image|favicon.ico|icon.svg).*)" };
