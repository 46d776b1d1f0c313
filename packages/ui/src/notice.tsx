import { CircleAlert, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type EmptyStateProps = {
  icon: LucideIcon;
  title: string;
  /** What to do next, in a sentence. */
  text: string;
  /** The button that does it. */
  action?: ReactNode;
  /** `h1` where the state is the whole page. */
  titleAs?: "h1" | "p";
  className?: string;
};

/** Nothing here yet: says what to do next and has the button. */
export function EmptyState(props: EmptyStateProps) {
  const { icon: Icon, title, text, action, titleAs: Title = "p", className } = props;
  return (
    <div className={classNames("flex flex-col items-center gap-1 px-6 py-12 text-center", className)}>
      <Icon className="mb-2 size-6 text-ink-3" aria-hidden />
      <Title className="font-semibold">{title}</Title>
      <p className="max-w-md text-ink-2">{text}</p>
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}

export type NoticeProps = {
  tone: "water" | "warn" | "bad";
  children: ReactNode;
  className?: string;
};

const NOTICES = {
  water: { icon: Info, classes: "bg-water-2 text-water-ink" },
  warn: { icon: TriangleAlert, classes: "bg-warn-2 text-warn-ink" },
  bad: { icon: CircleAlert, classes: "bg-bad-2 text-bad-ink" },
};

/** Something one should know before going on. A bad one is announced at once. */
export function Notice({ tone, children, className }: NoticeProps) {
  const { icon: Icon, classes } = NOTICES[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "note"}
      className={classNames("flex gap-2.5 rounded-md px-3 py-2.5", classes, className)}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
