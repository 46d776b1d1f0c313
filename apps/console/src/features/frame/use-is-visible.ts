import { useSyncExternalStore } from "react";

/** Whether somebody can see this page: it is not in a tab behind another, nor in a minimised window. */
export function useIsVisible(): boolean {
  return useSyncExternalStore(subscribe, isVisible, () => false);
}

function subscribe(listen: () => void): () => void {
  document.addEventListener("visibilitychange", listen);
  return () => document.removeEventListener("visibilitychange", listen);
}

function isVisible(): boolean {
  return document.visibilityState === "visible";
}
