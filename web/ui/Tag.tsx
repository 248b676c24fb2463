import type { ReactNode } from "react";

export function Tag({ children, look }: { children: ReactNode; look?: "danger" | "warn" | "good" | "info" | "acc" }) {
  return <span className={`tag ${look ?? ""}`}>{children}</span>;
}
