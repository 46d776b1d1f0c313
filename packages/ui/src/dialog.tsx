"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export const Dialog = Radix.Root;
export const DialogClose = Radix.Close;

export type DialogContentProps = {
  title: ReactNode;
  description?: ReactNode;
  closeLabel: string;
  children: ReactNode;
  /** A dialog that shows something once must not vanish by a stray click. */
  dismissable?: boolean;
  className?: string;
};

export function DialogContent(props: DialogContentProps) {
  const { title, description, closeLabel, children, dismissable = true, className } = props;
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
      <Radix.Content
        {...(description ? {} : { "aria-describedby": undefined })}
        onPointerDownOutside={(event) => !dismissable && event.preventDefault()}
        onEscapeKeyDown={(event) => !dismissable && event.preventDefault()}
        className={classNames(
          "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 flex-col overflow-y-auto rounded-lg border border-line-strong bg-raised p-5 shadow-overlay",
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
