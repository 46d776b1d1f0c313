import { cloneElement, type ReactElement, type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";

type ControlProps = {
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
};

export type FieldProps = {
  label: ReactNode;
  /** What the value does, in a sentence. */
  hint?: ReactNode;
  error?: string;
  /** One control; it gets the id, the description and the invalid state. */
  children: ReactElement<ControlProps>;
  className?: string;
};

/** A control with its label, its hint and its error, tied together for assistive technology. */
export function Field({ label, hint, error, children, className }: FieldProps) {
  const id = useId();
  const descriptions = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const control = cloneElement(children, {
    id,
    "aria-describedby": descriptions || undefined,
    "aria-invalid": error ? true : undefined,
  });
  return (
    <div className={classNames("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {control}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-ink-2">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad-ink">
          {error}
        </p>
      )}
    </div>
  );
}
