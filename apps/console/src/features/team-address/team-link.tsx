"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useTeamPath } from "./team-address.tsx";

type Query = Record<string, string | undefined>;
export type TeamHref = string | { pathname?: string; query: Query };

/** A link to a place in the team of this page; one that names only a query stays on its page. */
export function TeamLink({ href, ...props }: Omit<ComponentProps<typeof Link>, "href"> & { href: TeamHref }) {
  const inTeam = useTeamPath();
  if (typeof href === "string") return <Link href={inTeam(href)} {...props} />;
  const { pathname, query } = href;
  return (
    <Link href={pathname === undefined ? { query } : { pathname: inTeam(pathname), query }} {...props} />
  );
}
