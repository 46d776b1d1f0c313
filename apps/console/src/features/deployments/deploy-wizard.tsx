"use client";

import type { ServingSettings } from "@millrace/deployments";
import { Card, Stepper, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { useTeamPath } from "../team-address/team-address.tsx";
import { suggestName } from "./deployment-name.ts";
import { fromForm, type ResourceBounds } from "./resource-form.ts";
import { fromServingForm, toServingForm } from "./serving-form.ts";
import { ModelStep } from "./wizard/model-step.tsx";
import type { ModelChoice, NodeSize, Plan } from "./wizard/plan.ts";
import { ResourcesStep } from "./wizard/resources-step.tsx";
import { ReviewStep } from "./wizard/review-step.tsx";

export type DeployWizardProps = {
  choices: ModelChoice[];
  initialModel: string | undefined;
  takenNames: string[];
  node: NodeSize | null;
  bounds: ResourceBounds;
  defaultSettings: ServingSettings;
  currency: string;
};

const STEPS = ["model", "resources", "review"] as const;
type Step = (typeof STEPS)[number];

/** From a model to a running deployment in three steps, with the cost in sight before it arises. */
export function DeployWizard({
  choices,
  initialModel,
  takenNames,
  node,
  bounds,
  defaultSettings,
  currency,
}: DeployWizardProps) {
  const t = useTranslations("wizard");
  const planFor = (choice: ModelChoice): Plan => ({
    choice,
    name: suggestName(choice.name, takenNames),
    resources: choice.suggested,
    serving: toServingForm(defaultSettings),
  });
  const initial = choices.find(({ name }) => name === initialModel);
  const [plan, setPlan] = useState<Plan | null>(initial ? planFor(initial) : null);
  const [step, setStep] = useState<Step>(initial ? "resources" : "model");
  const headingRef = useStepHeading(step);
  const create = useCreate();

  return (
    <div className="max-w-4xl">
      <Stepper
        label={t("steps")}
        steps={STEPS.map((name) => t(`${name}.step`))}
        current={STEPS.indexOf(step)}
      />
      <Card className="mt-4 p-5">
        <h2 ref={headingRef} tabIndex={-1} className="text-lg font-semibold outline-none">
          {t(`${step}.title`)}
        </h2>
        <p className="mb-4 text-ink-2">{t(`${step}.text`)}</p>
        {step === "model" && (
          <ModelStep
            choices={choices}
            chosen={plan?.choice.name}
            currency={currency}
            onChoose={(choice) => {
              setPlan(planFor(choice));
              setStep("resources");
            }}
          />
        )}
        {step === "resources" && plan && (
          <ResourcesStep
            plan={plan}
            onChange={setPlan}
            takenNames={takenNames}
            node={node}
            bounds={bounds}
            currency={currency}
            onBack={() => setStep("model")}
            onNext={() => setStep("review")}
          />
        )}
        {step === "review" && plan && (
          <ReviewStep
            plan={plan}
            currency={currency}
            busy={create.isPending || create.isSuccess}
            onBack={() => setStep("resources")}
            onCreate={() =>
              create.mutate({
                name: plan.name,
                modelName: plan.choice.name,
                resources: fromForm(plan.resources),
                settings: fromServingForm(plan.serving),
              })
            }
          />
        )}
      </Card>
    </div>
  );
}

/** Moves the focus to the heading of each new step, so that a screen reader follows. */
function useStepHeading(step: Step) {
  const headingRef = useRef<HTMLHeadingElement>(null);
  const shownRef = useRef(step);
  useEffect(() => {
    if (shownRef.current === step) return;
    shownRef.current = step;
    headingRef.current?.focus();
  }, [step]);
  return headingRef;
}

function useCreate() {
  const t = useTranslations("wizard");
  const router = useRouter();
  const inTeam = useTeamPath();
  const showFault = useFaultToast();
  return useMutation(
    useTrpc().deployments.create.mutationOptions({
      onSuccess: ({ name }) => {
        toast.success(t("done", { name }));
        router.push(inTeam(`/deployments/${name}`));
      },
      onError: showFault,
    }),
  );
}
