import { cva } from "class-variance-authority";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tone = "good" | "warn" | "bad" | "water" | "neutral";

const tag = cva("inline-flex items-center gap-1 rounded-sm px-1.5 text-xs leading-[18px] whitespace-nowrap", {
  variants: {
    tone: {
      good: "bg-good-2 text-good-ink",
      warn: "bg-warn-2 text-warn-ink",
      bad: "bg-bad-2 text-bad-ink",
      water: "bg-water-2 text-water-ink",
      neutral: "bg-sunken text-ink-2",
    },
  },
});

export type TagProps = { tone?: Tone; children: ReactNode; className?: string };

export function Tag({ tone = "neutral", children, className }: TagProps) {
  return <span className={classNames(tag({ tone }), className)}>{children}</span>;
}

const DOTS: Record<Tone, string> = {
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
  water: "bg-water",
  neutral: "bg-ink-3",
};

export type DotProps = {
  tone: Tone;
  /** What the colour means; read aloud, and never carried by the colour alone. */
  label: string;
  /** The state is on its way to another. */
  moving?: boolean;
};

export function Dot({ tone, label, moving }: DotProps) {
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      className={classNames(
        "inline-block size-2 shrink-0 rounded-full",
        DOTS[tone],
        moving && "motion-safe:animate-breathe",
      )}
    />
  );
}
