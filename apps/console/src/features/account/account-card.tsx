import { Card, CardHeader } from "@millrace/ui";
import type { ReactNode } from "react";

export type AccountCardProps = { title: string; text?: ReactNode; aside?: ReactNode; children?: ReactNode };

/** One matter of an account: what it is, how it stands, and what can be done about it. */
export function AccountCard({ title, text, aside, children }: AccountCardProps) {
  return (
    <Card>
      <CardHeader title={title} aside={aside} />
      <div className="flex flex-col gap-4 px-4 pt-2 pb-4">
        {text && <p className="max-w-2xl text-ink-2">{text}</p>}
        {children}
      </div>
    </Card>
  );
}
