import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";

export type CheckboxProps = Omit<ComponentProps<"input">, "type"> & {
  label: ReactNode;
  /** What the choice means, or why it cannot be made. */
  hint?: ReactNode;
};

/** A yes or no with its words, which can be pressed as well. */
export function Checkbox({ label, hint, className, disabled, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <div className={classNames("flex items-start gap-2.5", className)}>
      <input
        type="checkbox"
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        disabled={disabled}
        className="mt-0.5 size-4 shrink-0 accent-water"
        {...rest}
      />
      <div className={classNames("min-w-0", disabled && "text-ink-3")}>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p id={`${id}-hint`} className="text-sm text-ink-3">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
