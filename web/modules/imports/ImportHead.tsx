import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/Icon.tsx";

const steps = ["upload", "map", "run", "result"] as const;
export type Step = (typeof steps)[number];

/** Head of the import pages: way back, what it is about, and the four steps. */
export function ImportHead({ title, about, step }: { title: string; about?: ReactNode; step?: Step }) {
  const { t } = useTranslation();
  const at = step ? steps.indexOf(step) : -1;
  return (
    <div className="head im-head">
      <Link
        to={step ? "/imports/$" : "/customers"}
        params={step ? { _splat: "list" } : {}}
        className="btn text s ico"
        aria-label={t(step ? "imports.to_list" : "imports.to_customers")}
      >
        <Icon name="back" />
      </Link>
      <h1>{title}</h1>
      {about && <span className="t3 small el">{about}</span>}
      <span className="grow" />
      {step && (
        <ol className="im-steps">
          {steps.map((one, i) => (
            <li key={one} className={i < at ? "ok" : i === at ? "on" : ""} aria-current={i === at ? "step" : undefined}>
              <em aria-hidden="true">{i < at ? <Icon name="check" size={14} /> : i + 1}</em>
              <span className="im-step-name">{t(`imports.step.${one}`)}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
