"use client";

import { FailureNotice, type FailureNoticeProps } from "../../../features/errors/failure-notice.tsx";

export default function ConsoleError(props: FailureNoticeProps) {
  return <FailureNotice {...props} />;
}
