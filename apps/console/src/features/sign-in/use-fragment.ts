"use client";

import { useEffect, useState } from "react";

/**
 * The secret that stood behind the `#` of this page's address; null until it is read, empty when there is none. It is
 * taken out of the address, so that neither the history nor somebody at the screen keeps it.
 */
export function useFragment(): string | null {
  const [fragment, setFragment] = useState<string | null>(null);
  useEffect(() => {
    function take() {
      const found = window.location.hash.slice(1);
      setFragment((known) => found || (known ?? ""));
      if (found) window.history.replaceState(null, "", window.location.pathname + window.location.search);
    }
    take();
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);
  return fragment;
}
