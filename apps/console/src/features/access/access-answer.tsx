import type { AccessAnswer as Answer } from "@millrace/teams";
import { Tag } from "@millrace/ui";
import { CircleCheck, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRoleName } from "../roles/use-role-name.ts";

/** Allowed or not, and the one rule that says so. */
export function AccessAnswer({ answer }: { answer: Answer }) {
  const t = useTranslations("access");
  const ruleText = useRuleText();
  const Icon = answer.allowed ? CircleCheck : CircleX;
  return (
    <div role="status" className="flex items-start gap-3 border-t border-line p-4">
      <Icon aria-hidden className={answer.allowed ? "size-5 text-good" : "size-5 text-bad"} />
      <div className="min-w-0">
        <Tag tone={answer.allowed ? "good" : "bad"}>{t(answer.allowed ? "allowed" : "denied")}</Tag>
        <p className="mt-1 break-words">{ruleText(answer)}</p>
      </div>
    </div>
  );
}

function useRuleText(): (answer: Answer) => string {
  const t = useTranslations("access.rules");
  const roleName = useRoleName();
  return (answer) => {
    switch (answer.rule) {
      case "role":
      case "custom_role":
        return t(`${answer.rule}.${answer.allowed ? "yes" : "no"}`, { role: roleName(answer) });
      default:
        return t(answer.rule);
    }
  };
}
