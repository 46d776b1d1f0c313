import "server-only";
import { isForgeable } from "@millrace/api";

/** True when another site could have made the reader's browser send this request. */
export function isForged({ method, headers }: Request): boolean {
  return isForgeable({
    method,
    contentType: headers.get("content-type"),
    origin: headers.get("origin"),
    secFetchSite: headers.get("sec-fetch-site"),
    host: headers.get("host"),
  });
}
