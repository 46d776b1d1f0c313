import { type Api, type Asked, answerRequest, keepAnswer } from "../http/answer-request.ts";
import type { Outcome } from "../http/serve.ts";
import { answerOf, type FaultDrawer } from "./request-chaos.ts";

/** Answers a request, unless something befalls it. */
export function answerWithFaults(api: Api, faults: FaultDrawer, asked: Asked): Outcome {
  const fault = faults.draw(asked);
  switch (fault) {
    case null:
      return answerRequest(api, asked);
    case "drop_before":
      return "dropped";
    case "drop_after":
      answerRequest(api, asked);
      return "dropped";
    case "fail_after":
      answerRequest(api, asked);
      return answerOf(fault);
    case "fail_kept":
      return keepAnswer(api, asked, answerOf(fault));
    default:
      return answerOf(fault);
  }
}
