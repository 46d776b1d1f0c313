import { classNames } from "./class-names.ts";

export type StackBarPart = { key: string; value: number; color: string };

export type StackBarProps = {
  parts: readonly StackBarPart[];
  /** Says in words what the parts and their sizes are. */
  label: string;
  className?: string;
};

/** What a whole is made of, in one line. Parts of nothing leave the bar empty. */
export function StackBar({ parts, label, className }: StackBarProps) {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  return (
    <div
      role="img"
      aria-label={label}
      className={classNames("flex h-3 gap-px overflow-hidden rounded-sm bg-line", className)}
    >
      {whole > 0 &&
        parts.map(({ key, value, color }) => (
          <div key={key} style={{ width: `${(value / whole) * 100}%`, backgroundColor: color }} />
        ))}
    </div>
  );
}
