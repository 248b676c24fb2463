import type { ReactNode } from "react";

interface Props {
  title: string;
  children?: ReactNode;
  /** Ways to begin, each a link or button in a row. */
  ways?: ReactNode;
  acts?: ReactNode;
}

/** An empty place teaches the first step. */
export function EmptyState({ title, children, ways, acts }: Props) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children && <p className="read t2">{children}</p>}
      {ways && <div className="way">{ways}</div>}
      {acts && <div className="row acts">{acts}</div>}
    </div>
  );
}
