"use client";

import { useEffect, useState } from "react";
import { useFragment } from "../../sign-in/use-fragment.ts";

/** Kept for as long as this tab lives, so that signing in does not lose the invitation. */
const KEPT_AS = "millrace.invitation";

/** The token of the link that was opened, here or before signing in; null until it is read, empty when there is none. */
export function useInvitationToken(): string | null {
  const fragment = useFragment();
  const [token, setToken] = useState<string | null>(null);
  useEffect(() => {
    if (fragment === null) return;
    if (fragment) sessionStorage.setItem(KEPT_AS, fragment);
    setToken(fragment || (sessionStorage.getItem(KEPT_AS) ?? ""));
  }, [fragment]);
  return token;
}

export function forgetInvitationToken(): void {
  sessionStorage.removeItem(KEPT_AS);
}
