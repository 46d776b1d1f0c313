"use client";

import { toast } from "@millrace/ui";
import { useRouter } from "next/navigation";

/** What follows an act that succeeded: it is said, its dialogue ends, and the page is read again. */
export function useAfterAct(text: string, onClose: () => void): { onSuccess: () => void } {
  const router = useRouter();
  return {
    onSuccess: () => {
      toast.success(text);
      onClose();
      router.refresh();
    },
  };
}
