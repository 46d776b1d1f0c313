import type { ReactNode } from "react";
import { OutsideFrame } from "../../features/frame/outside-frame.tsx";
import { OperatorTabs } from "../../features/operator/operator-tabs.tsx";
import { requireOperator } from "../../server/require-operator.ts";

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const session = await requireOperator();
  return (
    <OutsideFrame session={session}>
      <OperatorTabs />
      {children}
    </OutsideFrame>
  );
}
