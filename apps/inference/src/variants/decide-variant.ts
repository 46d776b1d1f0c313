import { chooseVariant, type Variant, type VariantFacts } from "@millrace/catalog";
import type { ServingSettings } from "@millrace/deployments";

/** What a deployment runs; or why it runs nothing yet, or nothing at all, as a sentence. */
export type Decision =
  | { kind: "serve"; variant: Variant }
  | { kind: "wait"; reason: string }
  | { kind: "refuse"; reason: string };

export type Situation = {
  wanted: ServingSettings["variant"];
  /** What this node measured, on its processor. */
  profiles: readonly VariantFacts[];
  /** The int8 graph lies on this node's disk. */
  hasInt8: boolean;
  /** What was measured holds for the execution provider that will be used. */
  isOnCpu: boolean;
};

/** What is asked for by name is served as that or not at all; `auto` is fp32 until another variant is known to be better. */
export function decideVariant({ wanted, profiles, hasInt8, isOnCpu }: Situation): Decision {
  switch (wanted) {
    case "fp32":
      return { kind: "serve", variant: "fp32" };
    case "auto":
      return { kind: "serve", variant: isOnCpu && hasInt8 ? chooseVariant(profiles) : "fp32" };
    case "int8": {
      const measured = profiles.find(({ variant }) => variant === "int8");
      if (measured && measured.reason !== null) {
        return { kind: "refuse", reason: `The model is not offered in int8. ${measured.reason}` };
      }
      if (measured && hasInt8) return { kind: "serve", variant: "int8" };
      return { kind: "wait", reason: "This node is making the int8 variant and measuring it." };
    }
  }
}
