"use client";

import { FailureNotice, type FailureNoticeProps } from "../features/errors/failure-notice.tsx";

/** When the frame itself could not be built, such as while the database is away. */
export default function PageError(props: FailureNoticeProps) {
  return (
    <main className="grid min-h-[60dvh] place-items-center">
      <FailureNotice {...props} />
    </main>
  );
}
