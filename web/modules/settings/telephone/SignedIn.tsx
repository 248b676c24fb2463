import "./signed_in.css";
import type { ReactNode } from "react";

/** A telephone, softphone or page is registered at the extension: it would ring. */
export function SignedIn({ children }: { children: ReactNode }) {
  return (
    <span className="row signed-in">
      <i className="dot" aria-hidden="true" />
      {children}
    </span>
  );
}
