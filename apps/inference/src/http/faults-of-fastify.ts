import { Fault, toFault } from "@millrace/kernel";
import type { FastifyError } from "fastify";
import { BODY_BYTES_MAX, PATH_PARAMETER_CHARACTERS_MAX } from "./bounds.ts";

/** What Fastify itself refuses, in our words. */
export function faultOfFastify(error: FastifyError): Fault {
  if (error instanceof Fault) return error;
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return refusal(
        "body_too_large",
        `The body is larger than the limit of ${BODY_BYTES_MAX / 1024 / 1024} MiB. Send fewer inputs a request.`,
      );
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return refusal(
        "unsupported_media_type",
        "Send the body as JSON, with the header `Content-Type: application/json`.",
      );
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return refusal("bad_body", "The body is missing or shorter than its content-length says.");
    case "FST_ERR_BAD_URL":
      return refusal("bad_path", "The path is not a valid URL path: check its percent signs.");
    case "FST_ERR_MAX_PARAM_LENGTH":
      return refusal(
        "path_too_long",
        `No name in a path is longer than ${PATH_PARAMETER_CHARACTERS_MAX} characters.`,
      );
    default:
      if (error.statusCode !== undefined && error.statusCode < 500)
        return refusal("bad_request", "The request is not valid HTTP for this path.");
      return toFault(error);
  }
}

function refusal(reason: string, message: string): Fault {
  return new Fault({ kind: "invalid", code: `http.${reason}`, message });
}
