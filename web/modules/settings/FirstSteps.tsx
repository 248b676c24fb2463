import "./steps.css";
import { Link } from "@tanstack/react-router";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { readFirstStepsContract } from "../../../server/modules/admin/operations.contract.ts";
import { useRead } from "../../api/queries.ts";
import { useCan } from "../../frame/me.ts";
import { needStrings } from "../../text/locale.ts";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { IconName } from "../../ui/icons.ts";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Tips } from "./Tips.tsx";

interface Step {
  name: string;
  icon: IconName;
  to: string;
  permission?: string;
  /** Done as soon as one of these is, in the server's words. */
  by: readonly string[];
}

/** A filter that holds for what was just imported, so that there is something to save. */
const newOnes = JSON.stringify({ all: [{ field: "created_at", op: "in_last", value: { count: 30, unit: "day" } }] });

const steps: readonly Step[] = [
  { name: "import", icon: "download", to: "/imports/new", permission: "customer.import", by: ["import"] },
  { name: "note", icon: "note", to: "/customers", permission: "interaction.create", by: ["timeline"] },
  { name: "view", icon: "filter", to: `/customers?filter=${encodeURIComponent(newOnes)}`, by: ["view"] },
  { name: "colleagues", icon: "person", to: "/settings/users", permission: "user.manage", by: ["colleagues"] },
  {
    name: "mail_server",
    icon: "mail",
    to: "/settings/mail-server",
    permission: "organisation.manage",
    by: ["mail_server"],
  },
];

const strings = needStrings("settings");

/** What a new organisation does first, with what is done already; stands on the empty customer list and on its own page. */
export function FirstSteps() {
  use(strings);
  const { t } = useTranslation();
  const can = useCan();
  const read = useRead(readFirstStepsContract, {}, { staleTime: 0 });
  if (read.isPending) return <Skeleton rows={4} height={56} />;
  if (read.isError) {
    return <ErrorState title={t("settings.steps.failed")} error={read.error} retry={() => void read.refetch()} />;
  }
  const done = new Set(read.data.steps.filter((step) => step.done).map((step) => step.step));
  const mine = steps.filter((step) => !step.permission || can(step.permission));
  const isDone = (step: Step) => step.by.some((one) => done.has(one));
  const next = mine.find((step) => !isDone(step));
  const count = mine.filter(isDone).length;
  return (
    <section className="steps" aria-label={t("settings.steps.title")}>
      <h2>{t(next ? "settings.steps.title" : "settings.steps.all_done")}</h2>
      <p className="t2">{next ? t("settings.steps.text") : t("settings.steps.all_done_text")}</p>
      <p className="row small t3 steps-count">
        <span className="bar" aria-hidden="true">
          <i style={{ width: `${(count / mine.length) * 100}%` }} />
        </span>
        {t("settings.steps.count", { done: count, all: mine.length })}
      </p>
      <ol>
        {mine.map((step) => (
          <li key={step.name} className={isDone(step) ? "done" : step === next ? "next" : ""}>
            <span className="sign">
              <Icon name={isDone(step) ? "check" : step.icon} />
            </span>
            <span className="grow">
              <b>{t(`settings.steps.${step.name}.title`)}</b>
              <span className="small t2">{t(`settings.steps.${step.name}.text`)}</span>
            </span>
            {isDone(step) && <span className="small good nw">{t("settings.steps.done")}</span>}
            <Link to={step.to} className={`btn ${lookOf(step)}`}>
              {t(`settings.steps.${step.name}.act`)}
            </Link>
          </li>
        ))}
      </ol>
      <Tips />
    </section>
  );

  function lookOf(step: Step) {
    if (isDone(step)) return "text";
    return step === next ? "primary" : "";
  }
}
