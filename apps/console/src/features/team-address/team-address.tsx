"use client";

import { createContext, type ReactNode, useCallback, useContext } from "react";
import { teamPath } from "./team-path.ts";

const Handle = createContext<string | null>(null);

/** Says which team the pages below belong to. */
export function TeamAddress({ handle, children }: { handle: string; children: ReactNode }) {
  return <Handle value={handle}>{children}</Handle>;
}

/** Turns a place, such as `/usage`, into its address in this team; outside teams it stays as it is. */
export function useTeamPath(): (path: string) => string {
  const handle = useContext(Handle);
  return useCallback((path: string) => (handle === null ? path : teamPath(handle, path)), [handle]);
}
