"use client";

import { ChevronRight } from "lucide-react";
import { Collapsible as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type DisclosureProps = {
  title: ReactNode;
  /** What stands inside, in few words, so that most people need not open it. */
  summary?: ReactNode;
  children: ReactNode;
  className?: string;
};

/** Something that few need: closed until one opens it. */
export function Disclosure({ title, summary, children, className }: DisclosureProps) {
  return (
    <Radix.Root className={classNames("group rounded-lg border border-line", className)}>
      <Radix.Trigger className="flex min-h-11 w-full flex-wrap items-center gap-x-2 gap-y-0.5 rounded-lg px-3 py-2 text-left hover:bg-sunken/60">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-ink-3 transition-transform group-data-[state=open]:rotate-90 motion-reduce:transition-none"
        />
        <span className="font-medium">{title}</span>
        {summary && <span className="text-sm text-ink-2 group-data-[state=open]:hidden">{summary}</span>}
      </Radix.Trigger>
      <Radix.Content className="border-t border-line p-4">{children}</Radix.Content>
    </Radix.Root>
  );
}
