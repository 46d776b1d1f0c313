"use client";

import { type ReactNode, useEffect, useRef } from "react";

/**
 * Recharts draws through portals into its layers, and React listens for focus on a portal's container: browsers then let
 * the Tab key stop at each layer, where nothing can be seen or done. The numbers are in the table or the tiles beside it.
 */
export function ChartFrame({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const skipLayers = () => {
      for (const layer of element.querySelectorAll("svg g[class*='zIndex-layer']:not([tabindex])")) {
        layer.setAttribute("tabindex", "-1");
      }
    };
    skipLayers();
    const observer = new MutationObserver(skipLayers);
    observer.observe(element, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  // Until it has been measured, a chart is as wide as the server has guessed.
  return (
    <div ref={frame} className="overflow-x-clip">
      {children}
    </div>
  );
}
