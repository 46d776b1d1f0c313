import { Fault } from "@millrace/kernel";

export function noSuchDeployment(): Fault {
  return new Fault({
    kind: "not_found",
    code: "deployments.no_such_deployment",
    message: "There is no such deployment.",
  });
}

export function changedMeanwhile(): Fault {
  return new Fault({
    kind: "conflict",
    code: "deployments.changed_meanwhile",
    message: "Somebody else changed this deployment meanwhile. Load it again and repeat your change.",
  });
}
