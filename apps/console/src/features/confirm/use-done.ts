"use client";

import { toast } from "@millrace/ui";
import { useRouter } from "next/navigation";

/** After an act: says that it is done, closes the dialogue and reads the page again. */
export function useDone(onClose: () => void): (text: string) => void {
  const router = useRouter();
  return (text) => {
    toast.success(text);
    onClose();
    router.refresh();
  };
}
