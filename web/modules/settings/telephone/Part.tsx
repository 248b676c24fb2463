import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { readOperationsContract } from "../../../../server/modules/admin/operations.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { useCan } from "../../../frame/me.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { revealCurrent } from "../../../ui/reveal.ts";

/** As they stand in the address, in the order in which somebody begins. */
export const parts = [
  "trunks",
  "numbers",
  "extensions",
  "caller-ids",
  "dialling",
  "home",
  "recording",
  "outcomes",
  "widgets",
] as const;
export type PartName = (typeof parts)[number];

interface Props {
  name: PartName;
  /** The one act of the part, in the page's head. */
  act?: ReactNode;
  children: ReactNode;
}

/** One part of the telephone's settings below the tabs that lead to the others. */
export function Part({ name, act, children }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <div className="head tel-head">
        <h1>{t("settings.page.telephone")}</h1>
        <span className="grow" />
        {act}
      </div>
      <nav className="tabs" aria-label={t("settings.page.telephone")} ref={revealCurrent}>
        {parts.map((part) => (
          <Link key={part} {...addressOf(part)} aria-current={part === name ? "page" : undefined}>
            {t(`settings.telephone.part.${part}`)}
          </Link>
        ))}
      </nav>
      <div className="page flush tel">
        <VoiceOff />
        <p className="lead t2">{t(`settings.telephone.lead.${name}`)}</p>
        {children}
      </div>
    </>
  );
}

interface LinkProps {
  to: PartName;
  look?: "plain" | "primary" | "link";
  children: ReactNode;
}

/** To another part that comes first. */
export function PartLink({ to, look = "plain", children }: LinkProps) {
  return (
    <Link {...addressOf(to)} className={`btn ${look === "plain" ? "" : look}`}>
      {children}
    </Link>
  );
}

const addressOf = (part: PartName) =>
  ({ to: "/settings/$", params: { _splat: `telephone/${part}` }, search: {} }) as const;

/** What is set here is kept while the telephone is off, and says nothing by itself. */
function VoiceOff() {
  const { t } = useTranslation();
  const mayRead = useCan()("operations.read");
  const { data } = useRead(readOperationsContract, {}, { enabled: mayRead, staleTime: 30_000 });
  if (data?.voice.state !== "off") return null;
  return (
    <div className="note warn">
      <Icon name="warning" />
      <span>
        {t("settings.telephone.off")}{" "}
        <Link to="/settings/$" params={{ _splat: "operations" }} search={{}}>
          {t("settings.telephone.why_off")}
        </Link>
      </span>
    </div>
  );
}
