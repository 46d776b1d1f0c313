import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type CodeBlockProps = { code: string; label: string; className?: string };

const STRING = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g;

/** Code to read and copy. Strings are tinted, which is enough to find one's way in a short snippet. */
export function CodeBlock({ code, label, className }: CodeBlockProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className={classNames("overflow-x-auto bg-sunken", className)}>
      <pre className="px-4 py-3.5 font-mono text-sm">
        <code>{tint(code)}</code>
      </pre>
    </section>
  );
}

function tint(code: string): ReactNode[] {
  return code.split(STRING).map((part, index) => {
    if (index % 2 === 0) return part;
    return (
      <span key={index} className="text-water-ink">
        {part}
      </span>
    );
  });
}
