import { signIn } from "next-auth/react";
import { answerOf, type SignInAnswer } from "./sign-in-answer.ts";

/** One attempt at one of the ways in, by its id in `server/ways-in/`. */
export async function attempt(way: string, values: Record<string, string>): Promise<SignInAnswer> {
  try {
    return answerOf(await signIn(way, { ...values, redirect: false }));
  } catch {
    return { is: "unavailable" };
  }
}
