import Link from "next/link";
import type { ReactNode } from "react";

/** A way from one page of signing in to another. */
export function EntryLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="self-start rounded-sm text-water-ink underline-offset-2 hover:underline">
      {children}
    </Link>
  );
}
