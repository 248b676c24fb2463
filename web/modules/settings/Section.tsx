import type { ReactNode } from "react";

interface Props {
  title: string;
  text?: string;
  children: ReactNode;
}

/** One subject of a settings page: its name and what it is for on the left, the controls beside it. */
export function Section({ title, text, children }: Props) {
  return (
    <section className="set-sect" aria-label={title}>
      <div>
        <h2>{title}</h2>
        {text && <p className="small t3">{text}</p>}
      </div>
      <div>{children}</div>
    </section>
  );
}
