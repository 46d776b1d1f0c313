"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

export type DialogContentProps = {
  title: ReactNode;
  description?: ReactNode;
  closeLabel: string;
  children: ReactNode;
  /** `sheet` comes in from the right and keeps the page's context in sight. */
  shape?: "box" | "sheet";
  /** A dialog that shows something once must not vanish by a stray click. */
  dismissable?: boolean;
  className?: string;
};

const SHAPES = {
  box: "top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 rounded-lg border",
  sheet: "inset-y-0 right-0 w-full max-w-xl border-l",
};

export function DialogContent(props: DialogContentProps) {
  const { title, description, closeLabel, children, shape = "box", dismissable = true, className } = props;
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
      <Radix.Content
        {...(description ? {} : { "aria-describedby": undefined })}
        onPointerDownOutside={(event) => !dismissable && event.preventDefault()}
        onEscapeKeyDown={(event) => !dismissable && event.preventDefault()}
        className={classNames(
          "fixed z-50 flex flex-col overflow-y-auto border-line-strong bg-raised p-5 shadow-overlay",
          SHAPES[shape],
          className,
        )}
      >
        <div className="flex items-start gap-4">
          <div className="min-w-0 grow">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            {description && <Radix.Description className="mt-1 text-ink-2">{description}</Radix.Description>}
          </div>
          {dismissable && (
            <Radix.Close
              aria-label={closeLabel}
              className="-mt-1 -mr-1 grid size-8 shrink-0 place-items-center rounded-md text-ink-2 hover:bg-sunken hover:text-ink"
            >
              <X className="size-4" aria-hidden />
            </Radix.Close>
          )}
        </div>
        <div className="mt-4">{children}</div>
      </Radix.Content>
    </Radix.Portal>
  );
}

/** The row of a dialog's buttons, the one that acts at the end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
