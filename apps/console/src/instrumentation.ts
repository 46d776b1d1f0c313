import type { Instrumentation } from "next";

/** Every failure of a page leaves one line in the log, under the id that the reader saw. */
export const onRequestError: Instrumentation.onRequestError = (thrown, request, context) => {
  const errorId = thrown instanceof Error && "digest" in thrown ? String(thrown.digest) : undefined;
  // Through the global object: this file is also compiled for a runtime that could not load the database.
  globalThis.millraceEnvironment?.log.error(
    { errorId, requestId: request.headers["x-request-id"], route: context.routePath, error: thrown },
    "a page failed",
  );
};
